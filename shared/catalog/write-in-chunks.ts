import { setTimeout as pause } from 'node:timers/promises';
import type { Firestore } from '@google-cloud/firestore';
import type { Product } from './schema.ts';
import { isPassing, writeProducts } from './store.ts';

const chunkSize = 500;
const atOnce = 4;
const mostTries = 6;

/** Writes the products from `done` on, and says after every step up to where all are written. */
export async function writeInChunks(
  firestore: Firestore,
  products: readonly Product[],
  done: number,
  onWritten: (written: number) => Promise<void>,
): Promise<void> {
  const step = chunkSize * atOnce;
  for (let from = done; from < products.length; from += step) {
    const chunks = Array.from({ length: atOnce }, (_, n) => {
      const begin = from + n * chunkSize;
      return products.slice(begin, begin + chunkSize);
    });
    await Promise.all(chunks.map((chunk) => write(firestore, chunk)));
    await onWritten(Math.min(products.length, from + step));
  }
}

/** Products are written whole, so once more does no harm. */
async function write(firestore: Firestore, chunk: readonly Product[]): Promise<void> {
  if (chunk.length === 0) return;
  for (let tries = 1; ; tries++) {
    try {
      await writeProducts(firestore, chunk);
      return;
    } catch (cause) {
      if (tries === mostTries || !isPassing(cause)) throw cause;
      await pause(100 * 2 ** tries * (0.5 + Math.random()));
    }
  }
}

import { readFileSync } from 'node:fs';
import { parseIndexes } from '../../infra/local/firestore/check-indexes.ts';
import { startFirestore } from '../../infra/local/firestore/index.ts';
import { openStore } from '../../infra/local/store.ts';

/** The suite's own, beside those of the product: what production would ask this suite for. */
const indexFiles = ['firestore/firestore.indexes.json', '../../infra/firestore.indexes.json'];

const stops: (() => Promise<void>)[] = [];

/** Starts the local cloud's services that the environment does not already name. */
export async function setup(): Promise<void> {
  if (process.env['FIRESTORE_EMULATOR_HOST'] === undefined) {
    const store = openStore(':memory:');
    const [own, product] = indexFiles.map((file) =>
      parseIndexes(JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'))),
    );
    const indexes = {
      indexes: [...(own?.indexes ?? []), ...(product?.indexes ?? [])],
      fieldOverrides: [...(own?.fieldOverrides ?? []), ...(product?.fieldOverrides ?? [])],
    };
    const firestore = await startFirestore({ store, indexes });
    process.env['FIRESTORE_EMULATOR_HOST'] = firestore.host;
    stops.push(
      () => store.close(),
      () => firestore.close(),
    );
  }
}

/** Stops what `setup` started, the last first. */
export async function teardown(): Promise<void> {
  for (const stop of stops.reverse()) await stop();
}

import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import type { Pace } from './pace.ts';
import { type Product, productSchema } from './schema.ts';

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);

/** A document holds 1 MiB with its name and the pack's other fields. */
export const packLimit = 900_000;
const mostUnpacked = 4_000_000;
const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } };
const newline = 10;

export type Pack = { body: Buffer; products: number };

/** The products as packs that each fit into a document, in order: compressed, one line of JSON for each. */
export async function* packProducts(products: Iterable<Product>): AsyncGenerator<Pack> {
  let lines: string[] = [];
  let size = 0;
  for (const product of products) {
    const line = JSON.stringify(product);
    if (size + line.length > mostUnpacked) {
      yield* packLines(lines);
      lines = [];
      size = 0;
    }
    lines.push(line);
    size += line.length;
  }
  if (lines.length > 0) yield* packLines(lines);
}

async function* packLines(lines: readonly string[]): AsyncGenerator<Pack> {
  const body = await compress(lines.join('\n'), options);
  if (body.length <= packLimit) {
    yield { body, products: lines.length };
    return;
  }
  const half = Math.ceil(lines.length / 2);
  yield* packLines(lines.slice(0, half));
  yield* packLines(lines.slice(half));
}

/** Hands over the products of a pack one by one, in slices. */
export async function unpackProducts(
  pack: Buffer,
  pace: Pace,
  take: (product: Product) => void,
): Promise<void> {
  const lines = await decompress(pack);
  for (let from = 0; from < lines.length;) {
    const end = lines.indexOf(newline, from);
    const to = end < 0 ? lines.length : end;
    take(productSchema.parse(JSON.parse(lines.toString('utf8', from, to))));
    from = to + 1;
    if (pace.isDue()) await pace.rest();
  }
}

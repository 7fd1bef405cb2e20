import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { CsvError, parse } from 'csv-parse';
import { z } from 'zod';
import { type Product, productSchema } from '../../shared/catalog/index.ts';
import { UsageError } from './usage.ts';

/** What is wrong with a line; `path` is the field or column, empty where it is the line as such. */
export type LineProblem = { line: number; path: string; rule: string };
type Line = { line: number; value: unknown; problem?: string };

const columns = {
  productId: 'productId',
  name_ru: 'name.ru',
  name_en: 'name.en',
  category: 'category',
  brand: 'brand',
  attributes: 'attributes',
  price: 'price.amount',
  currency: 'price.currency',
  unit: 'unit',
  tags: 'tags',
} as const;
type Column = keyof typeof columns;
const required: readonly Column[] = ['productId', 'category', 'price', 'currency'];

/** Reads a file of products, JSON lines or CSV by its name, and says of every line what is wrong with it. */
export async function readProducts(file: string): Promise<{ products: Product[]; problems: LineProblem[] }> {
  const isCsv = /\.csv$/i.test(file);
  const products: Product[] = [];
  const problems: LineProblem[] = [];
  const lineOf = new Map<string, number>();
  for await (const { line, value, problem } of isCsv ? readCsv(file) : readJsonLines(file)) {
    if (problem !== undefined) {
      problems.push({ line, path: '', rule: problem });
      continue;
    }
    const read = productSchema.safeParse(value);
    if (!read.success) {
      for (const { path, message } of read.error.issues)
        problems.push({ line, path: pathOf(path.join('.'), isCsv), rule: message });
      continue;
    }
    const before = lineOf.get(read.data.productId);
    if (before === undefined) products.push(read.data);
    else problems.push({ line, path: 'productId', rule: `Must not be that of line ${before} again` });
    lineOf.set(read.data.productId, before ?? line);
  }
  return { products, problems };
}

async function* readJsonLines(file: string): AsyncGenerator<Line> {
  let line = 0;
  for await (const text of createInterface({ input: await opened(file), crlfDelay: Infinity })) {
    line += 1;
    // The mark that some editors put at a file's beginning.
    const json = text.replace(/^\uFEFF/, '').trim();
    if (json === '') continue;
    try {
      yield { line, value: JSON.parse(json) };
    } catch {
      yield { line, value: undefined, problem: 'Must be one JSON object' };
    }
  }
}

const rowSchema = z.object({
  record: z.record(z.string(), z.string().optional()),
  info: z.object({ lines: z.number() }),
});

async function* readCsv(file: string): AsyncGenerator<Line> {
  const delimiter = await delimiterOf(file);
  const rows = (await opened(file)).pipe(
    parse({ bom: true, columns: readHeader, delimiter, info: true, skip_empty_lines: true, trim: true }),
  );
  try {
    for await (const row of rows) {
      const { record, info } = rowSchema.parse(row);
      yield { line: info.lines, value: productOf(record) };
    }
  } catch (cause) {
    // What comes after a row that cannot be told from the next is not to be trusted.
    if (!(cause instanceof CsvError)) throw cause;
    const line = Number(cause['lines'] ?? 0);
    yield { line, value: undefined, problem: `${cause.message}; nothing after it was read` };
  }
}

function readHeader(names: string[]): string[] {
  const unknown = names.filter((name) => !Object.hasOwn(columns, name));
  const missing = required.filter((name) => !names.includes(name));
  const known = Object.keys(columns).join(', ');
  if (unknown.length > 0)
    throw new UsageError(`There is no column ${unknown.join(', ')}; there are ${known}.`);
  if (missing.length > 0) throw new UsageError(`The columns ${missing.join(', ')} are missing.`);
  return names;
}

function productOf(row: Partial<Record<string, string>>): unknown {
  const text = (column: Column) => row[column] || undefined;
  const list = (column: Column) => (text(column) ?? '').split('|').filter((part) => part.trim() !== '');
  const price = text('price');
  return defined({
    productId: text('productId'),
    name: defined({ ru: text('name_ru'), en: text('name_en') }),
    category: text('category'),
    brand: text('brand'),
    attributes: list('attributes'),
    price: defined({
      amount: price === undefined ? undefined : Number(price),
      currency: text('currency'),
    }),
    unit: text('unit'),
    tags: list('tags'),
  });
}

/** An empty cell says nothing, and Firestore takes no undefined. */
function defined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Spreadsheets of some countries separate by semicolons. */
async function delimiterOf(file: string): Promise<string> {
  for await (const header of createInterface({ input: await opened(file) }))
    return !header.includes(',') && header.includes(';') ? ';' : ',';
  return ',';
}

function pathOf(path: string, isCsv: boolean): string {
  if (!isCsv) return path;
  const [column = path] = Object.entries(columns).find(([, field]) => field === path) ?? [];
  return column;
}

async function opened(file: string): Promise<NodeJS.ReadableStream> {
  const handle = await open(file).catch((cause: unknown) => {
    throw new UsageError(`${file} cannot be read: ${cause instanceof Error ? cause.message : ''}.`, {
      cause,
    });
  });
  return handle.createReadStream();
}

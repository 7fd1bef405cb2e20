import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
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
  const firstLines = new Map<string, number>();
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
    const before = firstLines.get(read.data.productId);
    if (before === undefined) products.push(read.data);
    else problems.push({ line, path: 'productId', rule: `Must not be that of line ${before} again` });
    firstLines.set(read.data.productId, before ?? line);
  }
  if (products.length + problems.length === 0) throw new UsageError(`${file} holds no products.`);
  return { products, problems };
}

async function* readJsonLines(file: string): AsyncGenerator<Line> {
  let line = 0;
  for await (const text of readLines(file)) {
    line += 1;
    const json = text.trim();
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
  const skipped: Line[] = [];
  const options = { columns: readHeader, delimiter, info: true, skip_empty_lines: true, trim: true };
  const rows = Readable.from(readText(file)).pipe(
    parse({
      ...options,
      skip_records_with_error: true,
      on_skip(cause) {
        if (cause?.code !== 'CSV_RECORD_INCONSISTENT_COLUMNS') throw cause ?? new Error('A row was skipped.');
        skipped.push({ line: lineOf(cause), value: undefined, problem: cause.message });
        return undefined;
      },
    }),
  );
  try {
    for await (const row of rows) {
      const { record, info } = rowSchema.parse(row);
      yield { line: info.lines, value: productOf(record, delimiter) };
    }
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const where = `Line ${lineOf(cause)} cannot be told from those after it`;
    throw new UsageError(`${where}: ${cause.message}.`, { cause });
  }
  yield* skipped;
}

const lineOf = (cause: CsvError) => Number(cause['lines'] ?? 0);

function readHeader(names: string[]): string[] {
  const unknown = names.filter((name) => !Object.hasOwn(columns, name));
  const missing = required.filter((name) => !names.includes(name));
  const known = Object.keys(columns).join(', ');
  if (unknown.length > 0)
    throw new UsageError(`There is no column ${unknown.join(', ')}; there are ${known}.`);
  if (missing.length > 0) throw new UsageError(`The columns ${missing.join(', ')} are missing.`);
  return names;
}

function productOf(row: Partial<Record<string, string>>, delimiter: string): unknown {
  const text = (column: Column) => row[column] || undefined;
  const list = (column: Column) => (text(column) ?? '').split('|').filter((part) => part.trim() !== '');
  // Where a semicolon separates cells, a comma does decimals.
  const price = delimiter === ';' ? text('price')?.replace(',', '.') : text('price');
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
  for await (const header of readLines(file))
    return !header.includes(',') && header.includes(';') ? ';' : ',';
  return ',';
}

function pathOf(path: string, isCsv: boolean): string {
  if (!isCsv) return path;
  const [column = path] = Object.entries(columns).find(([, field]) => field === path) ?? [];
  return column;
}

/** Lines end where JSON says they do: other separators may stand within its strings. */
async function* readLines(file: string): AsyncGenerator<string> {
  let rest = '';
  for await (const text of readText(file)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/** The text of a file, without the mark that some editors put at its beginning. */
async function* readText(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch (cause) {
      throw new UsageError(`${file} is not UTF-8.`, { cause });
    }
  };
  for await (const chunk of await opened(file))
    yield decode(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  yield decode();
}

async function opened(file: string): Promise<NodeJS.ReadableStream> {
  const handle = await open(file).catch((cause: unknown) => {
    throw new UsageError(`${file} cannot be read: ${cause instanceof Error ? cause.message : ''}.`, {
      cause,
    });
  });
  return handle.createReadStream();
}

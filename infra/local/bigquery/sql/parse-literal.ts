import { readScalar } from '../check-row.ts';
import { parseDate, parseDatetime, parseTime, parseTimestamp } from '../civil-time.ts';
import type { ScalarType } from '../column-types.ts';
import { invalidQuery } from '../refusal.ts';
import { quoteText } from './parser.ts';
import type { Expression, Parser } from './parser.ts';

/** A number as DuckDB writes it: INT64 or FLOAT64. */
export function numberSql(text: string): string {
  if (/^0x/i.test(text)) return `${BigInt(text)}::BIGINT`;
  if (/^\d+$/.test(text)) return `${text}::BIGINT`;
  // A decimal point alone would make it a DECIMAL in DuckDB.
  return /e/i.test(text) ? `${text}::DOUBLE` : `${text}e0`;
}

const literals: Record<string, { type: ScalarType; read: (text: string) => string | undefined }> = {
  DATE: { type: 'DATE', read: (text) => known(parseDate(text), `DATE ${quoteText(text.trim())}`) },
  TIME: { type: 'TIME', read: (text) => known(parseTime(text), `TIME ${quoteText(text.trim())}`) },
  DATETIME: { type: 'DATETIME', read: (text) => microsSql('make_timestamp', parseDatetime(text)) },
  TIMESTAMP: { type: 'TIMESTAMP', read: (text) => timestampSql(parseTimestamp(text)) },
  NUMERIC: { type: 'NUMERIC', read: (text) => scalarSql('NUMERIC', text, 'DECIMAL(38,9)') },
  JSON: { type: 'JSON', read: (text) => scalarSql('JSON', text, 'JSON') },
};

const known = (value: unknown, sql: string) => (value === undefined ? undefined : sql);
const microsSql = (make: string, micros: bigint | undefined) => known(micros, `${make}(${micros})`);
const timestampSql = (micros: bigint | undefined) =>
  known(micros, `CAST(make_timestamp(${micros}) AS TIMESTAMPTZ)`);
const scalarSql = (type: ScalarType, text: string, duck: string) => {
  const value = readScalar(type, text);
  return known(value, `CAST(${quoteText(typeof value === 'string' ? value : text)} AS ${duck})`);
};

/** Reads DATE '2024-05-01' and its like, or nothing when what comes is none. */
export function parseTypedLiteral({ cursor }: Parser): Expression | undefined {
  if (cursor.peek(1).kind !== 'string') return undefined;
  const word = cursor.peek().text.toUpperCase();
  const literal = literals[word];
  if (!literal) return undefined;
  const { text } = cursor.peek(1);
  const sql = literal.read(text);
  if (sql === undefined) throw invalidQuery(`Invalid ${word} literal: ${JSON.stringify(text)}`);
  cursor.next();
  cursor.next();
  return { sql };
}

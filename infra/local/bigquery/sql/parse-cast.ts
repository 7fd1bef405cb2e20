import type { ScalarType } from '../column-types.ts';
import { parseType } from './parse-type.ts';
import type { Expression, Parser } from './parser.ts';

// Where DuckDB's cast reads more than BigQuery's, or writes otherwise, a macro of ours casts.
const casts: Partial<Record<ScalarType, string>> = {
  STRING: 'to_string',
  INTEGER: 'to_int64',
  FLOAT: 'to_float64',
  BOOLEAN: 'to_bool',
  BYTES: 'to_bytes',
  DATE: 'to_date',
};

/** Reads a cast behind its keyword. */
export function parseCast(parser: Parser, safe: boolean): Expression {
  const { cursor } = parser;
  cursor.needSymbol('(');
  const value = parser.expression();
  cursor.needWord('AS');
  const type = parseType(cursor);
  if (cursor.isWord('FORMAT') || cursor.isWord('AT')) throw cursor.unspoken('CAST with a FORMAT');
  cursor.needSymbol(')');
  if (type.scalar === 'JSON') throw cursor.unspoken('CAST to JSON (use PARSE_JSON)');
  const macro = type.scalar && casts[type.scalar];
  if (value.sql === 'NULL' || !macro) {
    return { sql: `${safe ? 'TRY_CAST' : 'CAST'}(${value.sql} AS ${type.duck})` };
  }
  const sql = `bq.main.${macro}(${value.sql})`;
  return { sql: safe ? `TRY(${sql})` : sql };
}

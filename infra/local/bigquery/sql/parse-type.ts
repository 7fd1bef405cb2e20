import { duckScalar } from '../column-types.ts';
import type { ScalarType } from '../column-types.ts';
import type { Cursor } from './cursor.ts';
import { quoteColumn } from './cursor.ts';

export type SqlType =
  | { readonly scalar: ScalarType; readonly duck: string }
  | { readonly scalar?: undefined; readonly duck: string };

const scalars: Record<string, ScalarType> = {
  INT64: 'INTEGER',
  INT: 'INTEGER',
  INTEGER: 'INTEGER',
  BIGINT: 'INTEGER',
  SMALLINT: 'INTEGER',
  TINYINT: 'INTEGER',
  BYTEINT: 'INTEGER',
  FLOAT64: 'FLOAT',
  NUMERIC: 'NUMERIC',
  DECIMAL: 'NUMERIC',
  BOOL: 'BOOLEAN',
  BOOLEAN: 'BOOLEAN',
  STRING: 'STRING',
  BYTES: 'BYTES',
  DATE: 'DATE',
  DATETIME: 'DATETIME',
  TIME: 'TIME',
  TIMESTAMP: 'TIMESTAMP',
  JSON: 'JSON',
};

/** Reads a type, as in CAST(x AS type). */
export function parseType(cursor: Cursor): SqlType {
  if (cursor.takeWords('ARRAY')) {
    cursor.needSymbol('<');
    const item = parseType(cursor);
    cursor.needSymbol('>');
    return { duck: `${item.duck}[]` };
  }
  if (cursor.takeWords('STRUCT')) {
    cursor.needSymbol('<');
    const fields = cursor.list(() => {
      const named = cursor.peek(1).kind === 'name' || cursor.peek(1).kind === 'quoted';
      if (!named) throw cursor.unspoken('a STRUCT type with unnamed fields');
      const name = cursor.needName();
      return `${quoteColumn(name, cursor)} ${parseType(cursor).duck}`;
    });
    cursor.needSymbol('>');
    return { duck: `STRUCT(${fields.join(', ')})` };
  }
  const { text } = cursor.peek();
  const scalar = scalars[text.toUpperCase()];
  if (!scalar || cursor.peek().kind !== 'name') throw cursor.unspoken(`the type ${text}`);
  cursor.next();
  if (cursor.isSymbol('(')) throw cursor.unspoken('types with a length or precision');
  return { scalar, duck: duckScalar(scalar) };
}

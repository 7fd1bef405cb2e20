import { quoteColumn } from './cursor.ts';
import { parseType } from './parse-type.ts';
import type { Expression, Parser, StructField } from './parser.ts';

/** Reads STRUCT(...) or STRUCT<...>(...) after its keyword. */
export function parseStruct(parser: Parser): Expression {
  const { cursor } = parser;
  if (cursor.isSymbol('<')) {
    const type = readStructType(parser);
    cursor.needSymbol('(');
    const values = cursor.list(() => parser.expression().sql);
    cursor.needSymbol(')');
    return { sql: `CAST(ROW(${values.join(', ')}) AS ${type})` };
  }
  cursor.needSymbol('(');
  const fields = cursor.list(() => {
    const value = parser.expression();
    const alias = cursor.takeWords('AS') ? cursor.needName() : value.name;
    return { name: alias, sql: value.sql };
  });
  cursor.needSymbol(')');
  return { sql: packStruct(parser, fields), fields };
}

/** A DuckDB struct of the fields; the nameless get the names that BigQuery's answers give them. */
export function packStruct({ cursor }: Parser, fields: readonly StructField[]): string {
  const entries = fields.map(
    ({ name, sql }, index) => `${quoteColumn(name ?? `_field_${index + 1}`, cursor)} := ${sql}`,
  );
  return `struct_pack(${entries.join(', ')})`;
}

function readStructType({ cursor }: Parser): string {
  cursor.needSymbol('<');
  const fields = cursor.list(() => {
    const name = cursor.needName();
    return `${quoteColumn(name, cursor)} ${parseType(cursor).duck}`;
  });
  cursor.needSymbol('>');
  return `STRUCT(${fields.join(', ')})`;
}

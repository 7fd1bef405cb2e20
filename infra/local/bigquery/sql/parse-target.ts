import { duckTable } from '../catalog.ts';
import { invalidQuery } from '../refusal.ts';
import { tablePath } from '../resources.ts';
import type { Field, TableName } from '../resources.ts';
import { quoteColumn } from './cursor.ts';
import { parseTablePath, tableName } from './parse-from.ts';
import type { Parser } from './parser.ts';

/** What a DML statement writes to. */
export type Target = { readonly name: TableName; readonly fields: readonly Field[]; readonly sql: string };

/** Reads the table a statement writes to. */
export function parseTarget(parser: Parser): Target {
  const name = tableName(parser, parseTablePath(parser));
  const { body } = parser.context.findTable(name);
  if (body.view) throw invalidQuery(`Cannot modify the view ${tablePath(name)}`);
  return { name, fields: body.schema?.fields ?? [], sql: duckTable(name) };
}

/** Reads the alias behind a written table, which else goes by its own name. */
export function parseTargetAlias({ cursor }: Parser, { name }: Target): string {
  if (cursor.takeWords('AS') || cursor.atAlias()) return cursor.needName();
  return name.table;
}

/** Reads a column list in parentheses; without one it is every column. */
export function parseColumns({ cursor }: Parser, { name, fields }: Target): string[] {
  if (!cursor.takeSymbol('(')) return fields.map((field) => field.name);
  const columns = cursor.list(() => {
    const column = cursor.needName();
    const field = fields.find((one) => one.name.toLowerCase() === column.toLowerCase());
    if (!field) throw invalidQuery(`Column ${column} is not present in table ${tablePath(name)}`);
    return field.name;
  });
  cursor.needSymbol(')');
  return columns;
}

/** Reads one list of values in parentheses. */
export function parseValues(parser: Parser, columns: readonly string[]): string {
  const { cursor } = parser;
  cursor.needSymbol('(');
  const values = cursor.list(() => parser.expression().sql);
  cursor.needSymbol(')');
  if (values.length !== columns.length) {
    throw invalidQuery(
      `Inserted row has wrong column count; Has ${values.length}, expected ${columns.length}`,
    );
  }
  return `(${values.join(', ')})`;
}

/** Reads what follows SET. */
export function parseAssignments(parser: Parser, target: Target, alias: string): string {
  const { cursor } = parser;
  return cursor
    .list(() => {
      let column = cursor.needName();
      if (cursor.takeSymbol('.')) {
        if (column.toLowerCase() !== alias.toLowerCase())
          throw cursor.unspoken('SET of a field inside a record');
        column = cursor.needName();
      }
      if (!target.fields.some(({ name }) => name.toLowerCase() === column.toLowerCase())) {
        throw invalidQuery(`Column ${column} is not present in table ${tablePath(target.name)}`);
      }
      cursor.needSymbol('=');
      return `${quoteColumn(column, cursor)} = ${parser.expression().sql}`;
    })
    .join(', ');
}

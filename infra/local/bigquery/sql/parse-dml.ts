import { duckTable } from '../catalog.ts';
import { quoteName } from '../column-types.ts';
import { invalidQuery, unspoken } from '../refusal.ts';
import { tablePath } from '../resources.ts';
import type { Field, TableName } from '../resources.ts';
import { streamedAtColumn } from '../table-columns.ts';
import { quoteColumn } from './cursor.ts';
import { parseMerge } from './parse-merge.ts';
import { parseTablePath, tableName } from './parse-from.ts';
import type { Parser } from './parser.ts';
import type { Statement } from './translate-sql.ts';

/** What a DML statement writes to. */
export type Target = { readonly name: TableName; readonly fields: readonly Field[]; readonly sql: string };

/** What every changed row answers: nothing happened to it but this statement, and when it was streamed in. */
const returning = `RETURNING ${streamedAtColumn}`;

/** Reads INSERT, UPDATE, DELETE, MERGE or TRUNCATE TABLE. */
export function parseDml(parser: Parser): Statement {
  const { cursor } = parser;
  if (cursor.takeWords('INSERT')) return parseInsert(parser);
  if (cursor.takeWords('UPDATE')) return parseUpdate(parser);
  if (cursor.takeWords('DELETE')) return parseDelete(parser);
  if (cursor.takeWords('MERGE')) return parseMerge(parser);
  cursor.needWord('TRUNCATE');
  cursor.needWord('TABLE');
  const target = parseTarget(parser);
  return { kind: 'TRUNCATE_TABLE', target: target.name, sql: `DELETE FROM ${target.sql} ${returning}` };
}

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

function parseInsert(parser: Parser): Statement {
  const { cursor } = parser;
  cursor.takeWords('INTO');
  const target = parseTarget(parser);
  const columns = parseColumns(parser, target);
  const literal = cursor.takeWords('VALUES');
  const source = literal
    ? `VALUES ${cursor.list(() => parseValues(parser, columns)).join(', ')}`
    : parser.query();
  const sql = `INSERT INTO ${target.sql} (${columns.map(quoteName).join(', ')}) ${source} RETURNING NULL`;
  return { kind: 'INSERT', target: target.name, sql, source: { sql: source, columns, literal } };
}

function parseUpdate(parser: Parser): Statement {
  const { cursor } = parser;
  const target = parseTarget(parser);
  const alias = cursor.isWord('SET') ? target.name.table : parseTargetAlias(parser, target);
  cursor.needWord('SET');
  const assignments = parseAssignments(parser, target, alias);
  // DuckDB takes any one of several matching rows where BigQuery refuses.
  if (cursor.isWord('FROM')) throw unspoken('The local BigQuery does not speak UPDATE with FROM; use MERGE.');
  const where = parseWhere(parser, 'UPDATE');
  const sql = `UPDATE ${target.sql} AS ${quoteColumn(alias, cursor)} SET ${assignments} WHERE ${where} ${returning}`;
  return { kind: 'UPDATE', target: target.name, sql };
}

function parseDelete(parser: Parser): Statement {
  const { cursor } = parser;
  cursor.takeWords('FROM');
  const target = parseTarget(parser);
  const alias = parseTargetAlias(parser, target);
  const where = parseWhere(parser, 'DELETE');
  const sql = `DELETE FROM ${target.sql} AS ${quoteColumn(alias, cursor)} WHERE ${where} ${returning}`;
  return { kind: 'DELETE', target: target.name, sql };
}

function parseWhere(parser: Parser, verb: string): string {
  if (!parser.cursor.takeWords('WHERE')) throw invalidQuery(`${verb} must have a WHERE clause`);
  return parser.expression().sql;
}

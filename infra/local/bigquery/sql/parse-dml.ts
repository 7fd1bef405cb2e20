import { quoteName } from '../column-types.ts';
import { invalidQuery, unspoken } from '../refusal.ts';
import { streamedAtColumn } from '../table-columns.ts';
import { quoteColumn } from './cursor.ts';
import { parseMerge } from './parse-merge.ts';
import {
  parseAssignments,
  parseColumns,
  parseTarget,
  parseTargetAlias,
  parseValues,
} from './parse-target.ts';
import type { Parser } from './parser.ts';
import type { Statement } from './statement.ts';

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

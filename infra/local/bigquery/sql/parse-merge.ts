import { quoteName } from '../column-types.ts';
import { streamedAtColumn } from '../table-columns.ts';
import { quoteColumn } from './cursor.ts';
import {
  parseAssignments,
  parseColumns,
  parseTarget,
  parseTargetAlias,
  parseValues,
} from './parse-target.ts';
import type { Target } from './parse-target.ts';
import { parseSource } from './parse-from.ts';
import type { Parser } from './parser.ts';
import type { Statement } from './statement.ts';

type Merge = { target: Target; alias: string; sourceAlias: string | undefined };
type Clause = { sql: string; matched: boolean; condition: string };

/** Reads MERGE after its keyword. */
export function parseMerge(parser: Parser): Statement {
  const { cursor } = parser;
  cursor.takeWords('INTO');
  const target = parseTarget(parser);
  const alias = cursor.isWord('USING') ? target.name.table : parseTargetAlias(parser, target);
  cursor.needWord('USING');
  const source = parseSource(parser, new Set());
  cursor.needWord('ON');
  const on = parser.expression().sql;
  const clauses: Clause[] = [];
  while (cursor.takeWords('WHEN')) {
    clauses.push(parseClause(parser, { target, alias, sourceAlias: source.alias }));
  }
  if (clauses.length === 0) throw cursor.unexpected();
  const aliased = `${target.sql} AS ${quoteColumn(alias, cursor)}`;
  const sql = `MERGE INTO ${aliased} USING ${source.sql} ON ${on} ${clauses
    .map((clause) => clause.sql)
    .join(' ')} RETURNING ${streamedAtColumn}, merge_action`;
  const matched = clauses.filter((clause) => clause.matched).map((clause) => clause.condition);
  const duplicates = `SELECT 1 FROM ${aliased} JOIN ${source.sql} ON ${on} WHERE ${matched.join(' OR ')}
    GROUP BY ${quoteColumn(alias, cursor)}.rowid HAVING count(*) > 1 LIMIT 1`;
  return { kind: 'MERGE', target: target.name, sql, ...(matched.length > 0 ? { duplicates } : {}) };
}

function parseClause(parser: Parser, merge: Merge): Clause {
  const { cursor } = parser;
  const not = cursor.takeWords('NOT');
  cursor.needWord('MATCHED');
  const bySource = not && cursor.takeWords('BY', 'SOURCE');
  if (not && !bySource) cursor.takeWords('BY', 'TARGET');
  const condition = cursor.takeWords('AND') ? parser.expression().sql : undefined;
  cursor.needWord('THEN');
  const head = `WHEN ${not ? 'NOT ' : ''}MATCHED${bySource ? ' BY SOURCE' : ''}`;
  const and = condition === undefined ? '' : ` AND ${condition}`;
  const action = not && !bySource ? parseInsertAction(parser, merge) : parseChange(parser, merge);
  return { sql: `${head}${and} THEN ${action}`, matched: !not, condition: condition ?? 'TRUE' };
}

function parseChange(parser: Parser, { target, alias }: Merge): string {
  const { cursor } = parser;
  if (cursor.takeWords('DELETE')) return 'DELETE';
  cursor.needWord('UPDATE');
  cursor.needWord('SET');
  return `UPDATE SET ${parseAssignments(parser, target, alias)}`;
}

function parseInsertAction(parser: Parser, { target, sourceAlias }: Merge): string {
  const { cursor } = parser;
  cursor.needWord('INSERT');
  const columns = cursor.isWord('ROW') ? target.fields.map(({ name }) => name) : parseColumns(parser, target);
  const list = columns.map(quoteName).join(', ');
  if (!cursor.takeWords('ROW')) {
    cursor.needWord('VALUES');
    return `INSERT (${list}) VALUES ${parseValues(parser, columns)}`;
  }
  if (sourceAlias === undefined) throw cursor.unspoken('INSERT ROW from a source without an alias');
  const source = quoteColumn(sourceAlias, cursor);
  return `INSERT (${list}) VALUES (${columns.map((name) => `${source}.${quoteName(name)}`).join(', ')})`;
}

import { quoteColumn } from './cursor.ts';
import { parseOrderBy } from './parse-order-by.ts';
import { parseSelect } from './parse-select.ts';
import type { Parser } from './parser.ts';

/** Reads a query: WITH, set operations, ORDER BY, LIMIT. */
export function parseQuery(parser: Parser, asValue: boolean): string {
  const { cursor } = parser;
  const outside = new Set(parser.withNames);
  const withClause = parseWith(parser);
  let sql = parseTerm(parser, asValue);
  let operation: string | undefined;
  for (let next = takeOperation(parser); next; next = takeOperation(parser)) {
    if (operation && operation !== next) {
      throw cursor.unspoken('different set operations side by side without parentheses');
    }
    operation = next;
    // DuckDB would match the fields by name, BigQuery by place.
    if (sql.startsWith('SELECT struct_pack(')) throw cursor.unspoken('set operations on SELECT AS STRUCT');
    sql = `${sql} ${next} ${parseTerm(parser, asValue)}`;
  }
  const orderBy = parseOrderBy(parser);
  const limit = parseLimit(parser);
  parser.withNames.clear();
  for (const name of outside) parser.withNames.add(name);
  return `${withClause}${sql}${orderBy}${limit}`;
}

function parseWith(parser: Parser): string {
  const { cursor, withNames } = parser;
  if (!cursor.takeWords('WITH')) return '';
  const recursive = cursor.takeWords('RECURSIVE');
  const tables = cursor.list(() => {
    const name = cursor.needName();
    if (recursive) withNames.add(name.toLowerCase());
    cursor.needWord('AS');
    cursor.needSymbol('(');
    const query = parser.query();
    cursor.needSymbol(')');
    withNames.add(name.toLowerCase());
    return `${quoteColumn(name, cursor)} AS (${query})`;
  });
  return `WITH ${recursive ? 'RECURSIVE ' : ''}${tables.join(', ')} `;
}

function parseTerm(parser: Parser, asValue: boolean): string {
  const { cursor } = parser;
  if (!cursor.takeSymbol('(')) return parseSelect(parser, asValue);
  const sql = asValue ? parser.query('value') : parser.query();
  cursor.needSymbol(')');
  return `(${sql})`;
}

function takeOperation({ cursor }: Parser): string | undefined {
  for (const word of ['UNION', 'INTERSECT', 'EXCEPT']) {
    if (!cursor.isWord(word)) continue;
    cursor.next();
    if (cursor.takeWords('DISTINCT')) return word;
    if (word === 'UNION' && cursor.takeWords('ALL')) return 'UNION ALL';
    throw cursor.unexpected();
  }
  return undefined;
}

function parseLimit(parser: Parser): string {
  const { cursor } = parser;
  if (!cursor.takeWords('LIMIT')) return '';
  const limit = parser.expression().sql;
  const offset = cursor.takeWords('OFFSET') ? ` OFFSET ${parser.expression().sql}` : '';
  return ` LIMIT ${limit}${offset}`;
}

import { invalidQuery } from '../refusal.ts';
import type { TableName } from '../resources.ts';
import { createCursor } from './cursor.ts';
import { parseDml } from './parse-dml.ts';
import { parseExpression } from './parse-expression.ts';
import { parseQuery } from './parse-query.ts';
import type { Parser, SqlContext } from './parser.ts';
import type { Statement } from './statement.ts';

const maxViewDepth = 16;
const dml = ['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'TRUNCATE'];

/** The DuckDB form of one GoogleSQL statement; what is not known is refused. */
export function translateSql(sql: string, context: SqlContext): Statement {
  const parser = createParser(sql, context, 0);
  const { cursor } = parser;
  const { kind, text } = cursor.peek();
  if (kind === 'end') throw invalidQuery('Syntax error: Unexpected end of statement at [1:1]');
  const statement: Statement = dml.some((word) => cursor.isWord(word))
    ? parseDml(parser)
    : cursor.isWord('SELECT') || cursor.isWord('WITH') || cursor.isSymbol('(')
      ? { kind: 'SELECT', sql: parser.query() }
      : refuseStatement(parser, text);
  endStatement(parser);
  return statement;
}

/** The DuckDB form of a query alone, as a view holds it. */
export function translateQuery(sql: string, context: SqlContext, depth = 0): string {
  const parser = createParser(sql, context, depth);
  const query = parser.query();
  endStatement(parser);
  return query;
}

function createParser(sql: string, context: SqlContext, depth: number): Parser {
  const parser: Parser = {
    cursor: createCursor(sql),
    context,
    withNames: new Set(),
    expression: () => parseExpression(parser),
    query: (use) => parseQuery(parser, use === 'value'),
    view(name: TableName, query: string) {
      if (depth >= maxViewDepth)
        throw invalidQuery(`Too many nested views/UDFs; the limit is ${maxViewDepth}`);
      // A view knows its own project and nothing of the query around it.
      const inside = {
        ...context,
        project: name.project,
        defaultDataset: undefined,
        parameter: () => undefined,
      };
      return translateQuery(query, inside, depth + 1);
    },
  };
  return parser;
}

function endStatement({ cursor }: Parser): void {
  if (cursor.takeSymbol(';') && cursor.peek().kind !== 'end')
    throw cursor.unspoken('several statements at once');
  if (cursor.peek().kind !== 'end') throw cursor.unexpected();
}

function refuseStatement({ cursor }: Parser, text: string): never {
  const words = [
    'CREATE',
    'DROP',
    'ALTER',
    'DECLARE',
    'SET',
    'BEGIN',
    'CALL',
    'EXPORT',
    'LOAD',
    'GRANT',
    'FROM',
  ];
  if (words.some((word) => cursor.isWord(word))) {
    throw cursor.unspoken(`${text.toUpperCase()} statements (tables and views are made by the API)`);
  }
  throw cursor.unexpected();
}

import { quoteColumn } from './cursor.ts';
import { parsePrimary } from './parse-primary.ts';
import type { Expression, Parser } from './parser.ts';

/** Reads an expression; every operation stands in parentheses, so no precedence of DuckDB's matters. */
export function parseExpression(parser: Parser): Expression {
  return chain(parser, parseAnd, () => parser.cursor.takeWords('OR') && 'OR');
}

function parseAnd(parser: Parser): Expression {
  return chain(parser, parseNot, () => parser.cursor.takeWords('AND') && 'AND');
}

function parseNot(parser: Parser): Expression {
  if (!parser.cursor.takeWords('NOT')) return parseComparison(parser);
  return { sql: `(NOT ${parseNot(parser).sql})` };
}

function chain(
  parser: Parser,
  operand: (parser: Parser) => Expression,
  takeOperator: () => string | false,
): Expression {
  let left = operand(parser);
  for (let operator = takeOperator(); operator; operator = takeOperator()) {
    left = { sql: `(${left.sql} ${operator} ${operand(parser).sql})` };
  }
  return left;
}

const comparisons = ['=', '!=', '<>', '<=', '>=', '<', '>'];

function parseComparison(parser: Parser): Expression {
  const { cursor } = parser;
  const left = parseAdditive(parser);
  const operator = comparisons.find((symbol) => cursor.isSymbol(symbol));
  if (operator) {
    cursor.next();
    return { sql: `(${left.sql} ${operator} ${parseAdditive(parser).sql})` };
  }
  if (cursor.takeWords('IS')) return parseIs(parser, left);
  const negated = cursor.isWord('NOT') && ['IN', 'LIKE', 'BETWEEN'].some((word) => cursor.isWord(word, 1));
  if (negated) cursor.next();
  const not = negated ? 'NOT ' : '';
  if (cursor.takeWords('BETWEEN')) {
    const low = parseAdditive(parser).sql;
    cursor.needWord('AND');
    return { sql: `(${left.sql} ${not}BETWEEN ${low} AND ${parseAdditive(parser).sql})` };
  }
  if (cursor.takeWords('LIKE')) {
    if (['ANY', 'SOME', 'ALL'].some((word) => cursor.isWord(word))) throw cursor.unspoken('LIKE ANY or ALL');
    return { sql: `(${left.sql} ${not}LIKE ${parseAdditive(parser).sql} ESCAPE '\\')` };
  }
  if (cursor.takeWords('IN')) return { sql: `(${left.sql} ${not}IN ${parseInList(parser)})` };
  return left;
}

function parseIs(parser: Parser, left: Expression): Expression {
  const { cursor } = parser;
  const not = cursor.takeWords('NOT') ? 'NOT ' : '';
  if (cursor.takeWords('DISTINCT', 'FROM')) {
    return { sql: `(${left.sql} IS ${not}DISTINCT FROM ${parseAdditive(parser).sql})` };
  }
  for (const word of ['NULL', 'TRUE', 'FALSE']) {
    if (cursor.takeWords(word)) return { sql: `(${left.sql} IS ${not}${word})` };
  }
  if (cursor.takeWords('UNKNOWN')) return { sql: `(${left.sql} IS ${not}NULL)` };
  throw cursor.unexpected();
}

function parseInList(parser: Parser): string {
  const { cursor } = parser;
  if (cursor.takeWords('UNNEST')) {
    cursor.needSymbol('(');
    const { sql } = parser.expression();
    cursor.needSymbol(')');
    return `(SELECT unnest(${sql}))`;
  }
  cursor.needSymbol('(');
  const inside =
    cursor.isWord('SELECT') || cursor.isWord('WITH')
      ? parser.query()
      : cursor.list(() => parser.expression().sql).join(', ');
  cursor.needSymbol(')');
  return `(${inside})`;
}

function parseAdditive(parser: Parser): Expression {
  const { cursor } = parser;
  let left = parseMultiplicative(parser);
  for (;;) {
    const operator = ['+', '-'].find((symbol) => cursor.takeSymbol(symbol));
    if (!operator) break;
    const right = parseMultiplicative(parser);
    left = { sql: addSql(left, operator, right), sum: true };
  }
  if (['|', '&', '^'].some((symbol) => cursor.isSymbol(symbol))) throw cursor.unspoken('bit operators');
  return left;
}

function addSql(left: Expression, operator: string, right: Expression): string {
  const counts = [left, right].some(({ whole }) => whole !== undefined);
  // A date counts on by INTEGER alone; what is no date is an INT64 anyway.
  if (counts && left.whole === undefined) return `(${left.sql} ${operator} ${right.whole})`;
  if (counts && right.whole === undefined) return `(${left.whole} ${operator} ${right.sql})`;
  const maybeDates =
    operator === '-' && ![left, right].some((side) => side.sum || side.interval || side.whole);
  return maybeDates ? `bq.main.minus(${left.sql}, ${right.sql})` : `(${left.sql} ${operator} ${right.sql})`;
}

function parseMultiplicative(parser: Parser): Expression {
  const { cursor } = parser;
  let left = parseUnary(parser);
  for (;;) {
    // DuckDB answers infinity where BigQuery refuses to divide by zero.
    if (cursor.takeSymbol('/')) left = { sql: `bq.main.divide(${left.sql}, ${parseUnary(parser).sql})` };
    else if (cursor.takeSymbol('*')) left = { sql: `(${left.sql} * ${parseUnary(parser).sql})` };
    else if (cursor.takeSymbol('||')) left = { sql: `(${left.sql} || ${parseUnary(parser).sql})` };
    else return left;
  }
}

function parseUnary(parser: Parser): Expression {
  const { cursor } = parser;
  if (cursor.isSymbol('~')) throw cursor.unspoken('bit operators');
  if (cursor.takeSymbol('+')) return { sql: parseUnary(parser).sql };
  if (cursor.takeSymbol('-')) {
    const { kind, text } = cursor.peek();
    // The smallest INT64 has no positive twin.
    if (kind === 'number' && text === '9223372036854775808') {
      cursor.next();
      return { sql: '(-9223372036854775808)::BIGINT' };
    }
    return { sql: `(-${parseUnary(parser).sql})` };
  }
  return parsePostfix(parser, parsePrimary(parser));
}

function parsePostfix(parser: Parser, base: Expression): Expression {
  const { cursor } = parser;
  let left = base;
  for (;;) {
    if (cursor.isSymbol('.') && !cursor.isSymbol('*', 1)) {
      cursor.next();
      // After a dot even a keyword is a name.
      const { kind, text } = cursor.next();
      if (kind !== 'name' && kind !== 'quoted') throw cursor.unexpected();
      const of = left.path ? left.sql : `(${left.sql})`;
      left = { sql: `${of}.${quoteColumn(text, cursor)}`, name: text, path: true };
    } else if (cursor.takeSymbol('[')) left = parseSubscript(parser, left);
    else return left;
  }
}

const subscripts: Record<string, string> = {
  OFFSET: 'at_offset',
  ORDINAL: 'at_ordinal',
  SAFE_OFFSET: 'at_safe_offset',
  SAFE_ORDINAL: 'at_safe_ordinal',
};

function parseSubscript(parser: Parser, left: Expression): Expression {
  const { cursor } = parser;
  const word = cursor.isSymbol('(', 1) ? subscripts[cursor.peek().text.toUpperCase()] : undefined;
  if (word) cursor.next();
  if (word) cursor.needSymbol('(');
  const index = parser.expression();
  if (word) cursor.needSymbol(')');
  cursor.needSymbol(']');
  if (index.literal !== undefined && !word) {
    return { sql: `json_extract(CAST(${left.sql} AS JSON), ${jsonKey(parser, index.literal)})` };
  }
  return { sql: `bq.main.${word ?? 'at_offset'}(${left.sql}, ${index.sql})` };
}

function jsonKey({ cursor }: Parser, key: string): string {
  if (key.includes('"') || key.includes('\\')) throw cursor.unspoken('JSON keys with quotes in them');
  return `'$."${key.replaceAll("'", "''")}"'`;
}

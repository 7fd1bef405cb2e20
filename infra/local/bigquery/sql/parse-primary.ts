import { invalidQuery } from '../refusal.ts';
import { quoteColumn } from './cursor.ts';
import { intervalSql, parseDatePart } from './date-part.ts';
import { extractPart } from './extract-part.ts';
import { parseCall } from './parse-call.ts';
import { parseCast } from './parse-cast.ts';
import { numberSql, parseTypedLiteral } from './parse-literal.ts';
import { packStruct, parseStruct } from './parse-struct.ts';
import { parseType } from './parse-type.ts';
import type { SqlType } from './parse-type.ts';
import { quoteText } from './parser.ts';
import type { Expression, Parser } from './parser.ts';

/** Reads what operators work on: a literal, a name, a call, something in parentheses. */
export function parsePrimary(parser: Parser): Expression {
  const { cursor } = parser;
  const { kind, text } = cursor.peek();
  switch (kind) {
    case 'number':
      cursor.next();
      return { sql: numberSql(text), ...(/^\d{1,9}$/.test(text) ? { whole: text } : {}) };
    case 'string':
      cursor.next();
      return { sql: quoteText(text), literal: text };
    case 'bytes':
      cursor.next();
      return { sql: `from_hex('${Buffer.from(text, 'latin1').toString('hex')}')` };
    case 'parameter':
      return parseParameter(parser, cursor.next().text);
    case 'symbol':
      if (cursor.takeSymbol('?')) return parseParameter(parser, undefined);
      if (cursor.takeSymbol('[')) return parseArray(parser);
      if (cursor.takeSymbol('(')) return parseParentheses(parser);
      throw cursor.unexpected();
    case 'end':
      throw cursor.unexpected();
    case 'quoted':
      cursor.next();
      if (text.includes('.')) throw cursor.unspoken(`a dotted name in backticks inside an expression`);
      return { sql: quoteColumn(text, cursor), name: text, path: true };
    case 'name':
      return (
        parseKeyword(parser) ??
        parseTypedLiteral(parser) ??
        parseCall(parser) ?? {
          name: text,
          path: true,
          sql: quoteColumn(cursor.needName(), cursor),
        }
      );
  }
}

function parseParameter({ context }: Parser, name: string | undefined): Expression {
  const found = context.parameter(name);
  if (!found) {
    throw invalidQuery(
      name === undefined ? 'Query parameter number is out of range' : `Query parameter '${name}' not found`,
    );
  }
  return found;
}

function parseArray(parser: Parser, type?: SqlType): Expression {
  const { cursor } = parser;
  const items = cursor.isSymbol(']') ? [] : cursor.list(() => parser.expression());
  cursor.needSymbol(']');
  const [first] = items;
  // The first struct names the fields of all; DuckDB would match them by name.
  const named = items.map((item) =>
    item.fields && first?.fields?.length === item.fields.length
      ? packStruct(
          parser,
          item.fields.map(({ sql }, index) => ({ name: first.fields?.[index]?.name, sql })),
        )
      : item.sql,
  );
  const sql = `[${named.join(', ')}]`;
  const plainArray = items.every(
    (item) => item.literal !== undefined || /^[\d.(-]+(?:e0|::\w+)?\)?$/.test(item.sql),
  );
  return { sql: type ? `CAST(${sql} AS ${type.duck}[])` : sql, plainArray };
}

function parseParentheses(parser: Parser): Expression {
  const { cursor } = parser;
  if (cursor.isWord('SELECT') || cursor.isWord('WITH')) {
    const sql = parser.query('value');
    cursor.needSymbol(')');
    return { sql: `(${sql})` };
  }
  const items = cursor.list(() => parser.expression());
  cursor.needSymbol(')');
  const [only] = items;
  if (items.length === 1 && only) return { ...only, sql: `(${only.sql})` };
  return { sql: `ROW(${items.map(({ sql }) => sql).join(', ')})` };
}

function parseKeyword(parser: Parser): Expression | undefined {
  const { cursor } = parser;
  const word = cursor.peek().text.toUpperCase();
  switch (word) {
    case 'NULL':
    case 'TRUE':
    case 'FALSE':
      cursor.next();
      return { sql: word };
    case 'CASE':
      cursor.next();
      return parseCase(parser);
    case 'CAST':
    case 'SAFE_CAST':
      if (!cursor.isSymbol('(', 1)) return undefined;
      cursor.next();
      return parseCast(parser, word === 'SAFE_CAST');
    case 'EXISTS': {
      cursor.next();
      cursor.needSymbol('(');
      const sql = parser.query();
      cursor.needSymbol(')');
      return { sql: `EXISTS (${sql})` };
    }
    case 'EXTRACT':
      cursor.next();
      return parseExtract(parser);
    case 'INTERVAL': {
      cursor.next();
      const amount = parser.expression();
      const part = parseDatePart(cursor);
      const sql = amount.literal === undefined ? intervalSql(amount.sql, part) : undefined;
      if (!sql) throw cursor.unspoken(`this INTERVAL of ${part.name}`);
      return { sql, interval: true };
    }
    case 'ARRAY':
      cursor.next();
      return parseArrayKeyword(parser);
    case 'STRUCT':
      cursor.next();
      return parseStruct(parser);
    default:
      return undefined;
  }
}

function parseArrayKeyword(parser: Parser): Expression {
  const { cursor } = parser;
  if (cursor.takeSymbol('(')) {
    const sql = parser.query('value');
    cursor.needSymbol(')');
    return { sql: `ARRAY(${sql})` };
  }
  if (cursor.takeSymbol('[')) return parseArray(parser);
  cursor.needSymbol('<');
  const type = parseType(cursor);
  cursor.needSymbol('>');
  cursor.needSymbol('[');
  return { ...parseArray(parser, type), plainArray: type.scalar !== undefined };
}

function parseCase(parser: Parser): Expression {
  const { cursor } = parser;
  const subject = cursor.isWord('WHEN') ? '' : ` ${parser.expression().sql}`;
  const branches: string[] = [];
  while (cursor.takeWords('WHEN')) {
    const condition = parser.expression().sql;
    cursor.needWord('THEN');
    branches.push(` WHEN ${condition} THEN ${parser.expression().sql}`);
  }
  if (branches.length === 0) throw cursor.unexpected();
  const otherwise = cursor.takeWords('ELSE') ? ` ELSE ${parser.expression().sql}` : '';
  cursor.needWord('END');
  return { sql: `(CASE${subject}${branches.join('')}${otherwise} END)` };
}

function parseExtract(parser: Parser): Expression {
  const { cursor } = parser;
  cursor.needSymbol('(');
  const part = parseDatePart(cursor);
  cursor.needWord('FROM');
  const value = parser.expression().sql;
  const zone = cursor.takeWords('AT', 'TIME', 'ZONE') ? parser.expression().sql : undefined;
  cursor.needSymbol(')');
  return { sql: extractPart(part, zone ? `(${value} AT TIME ZONE ${zone})` : value) };
}

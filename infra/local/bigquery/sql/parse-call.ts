import { invalidQuery } from '../refusal.ts';
import { parseDatePart } from './date-part.ts';
import type { DatePart } from './date-part.ts';
import type { Call, CallTail, FunctionRule } from './function-rule.ts';
import { functionRule } from './functions.ts';
import { parseOrderBy } from './parse-order-by.ts';
import { parseOver } from './parse-over.ts';
import type { Expression, Parser } from './parser.ts';

// These are called without parentheses too.
const bare = new Set(['CURRENT_TIMESTAMP', 'CURRENT_DATE', 'CURRENT_DATETIME', 'CURRENT_TIME']);

/** Reads a function call, or nothing when what comes is none. */
export function parseCall(parser: Parser): Expression | undefined {
  const { cursor, context } = parser;
  const safe = cursor.isWord('SAFE') && cursor.isSymbol('.', 1) && cursor.isSymbol('(', 3);
  const start = safe ? 2 : 0;
  const name = cursor.peek(start).text.toUpperCase();
  const withoutParentheses = bare.has(name) && !cursor.isSymbol('(', start + 1);
  if (!withoutParentheses && !cursor.isSymbol('(', start + 1)) return undefined;
  const rule = functionRule(name);
  if (!rule) throw cursor.unspoken(`the function ${name}`);
  for (let taken = 0; taken <= start; taken += 1) cursor.next();

  const refuse = (why: string) => cursor.unspoken(`${name} ${why}`);
  const { args, part, tail } = withoutParentheses
    ? { args: [], part: undefined, tail: noTail }
    : parseArguments(parser, rule);
  const count = args.length + (part ? 1 : 0);
  if (count < rule.min || count > rule.max) {
    throw invalidQuery(`No matching signature for function ${name}: it got ${count} arguments`);
  }
  const over = cursor.isWord('OVER');
  checkTail(rule, { ...tail, over }, name, refuse);
  const call: Call = { args, part, tail: { ...tail, over }, context, refuse };
  const sql = rule.build(call);
  const whole = over ? `${sql} ${parseOver(parser)}` : sql;
  return {
    sql: safe ? `TRY(${whole})` : whole,
    ...(rule.plainArray ? { plainArray: true } : {}),
  };
}

const noTail: CallTail = {
  distinct: false,
  nulls: undefined,
  having: undefined,
  orderBy: '',
  limit: undefined,
  over: false,
};

function parseArguments(parser: Parser, rule: FunctionRule) {
  const { cursor } = parser;
  cursor.needSymbol('(');
  const distinct = cursor.takeWords('DISTINCT');
  const args: Expression[] = [];
  let part: DatePart | undefined;
  if (!cursor.isSymbol(')')) {
    let index = 0;
    cursor.list(() => {
      if (index === rule.partAt) part = parseDatePart(cursor);
      else if (cursor.takeSymbol('*')) args.push({ sql: '*' });
      else args.push(parser.expression());
      index += 1;
    });
  }
  const nulls = cursor.takeWords('IGNORE', 'NULLS')
    ? 'IGNORE'
    : cursor.takeWords('RESPECT', 'NULLS')
      ? 'RESPECT'
      : undefined;
  const having = parseHaving(parser);
  const orderBy = parseOrderBy(parser);
  const limit = cursor.takeWords('LIMIT') ? parser.expression().sql : undefined;
  cursor.needSymbol(')');
  // BigQuery also takes the treatment of nulls behind the parentheses.
  const late = cursor.takeWords('IGNORE', 'NULLS') ? 'IGNORE' : undefined;
  const tail: CallTail = { distinct, nulls: nulls ?? late, having, orderBy, limit, over: false };
  return { args, part, tail };
}

function parseHaving(parser: Parser): CallTail['having'] {
  const { cursor } = parser;
  if (!cursor.takeWords('HAVING')) return undefined;
  if (cursor.takeWords('MAX')) return { most: 'MAX', sql: parser.expression().sql };
  cursor.needWord('MIN');
  return { most: 'MIN', sql: parser.expression().sql };
}

function checkTail(rule: FunctionRule, tail: CallTail, name: string, refuse: (why: string) => Error): void {
  if (rule.kind === 'window' && !tail.over) {
    throw invalidQuery(`Analytic function ${name} must be used with an OVER clause`);
  }
  if (rule.kind === 'scalar' && tail.over) throw refuse('with OVER');
  const aggregate = rule.kind === 'aggregate';
  if (!aggregate && (tail.distinct || tail.having || tail.orderBy || tail.limit)) throw refuse('this way');
  if (rule.kind === 'scalar' && tail.nulls) throw refuse('with a treatment of nulls');
  if (tail.over && (tail.orderBy || tail.limit)) throw refuse('with ORDER BY or LIMIT and OVER');
}

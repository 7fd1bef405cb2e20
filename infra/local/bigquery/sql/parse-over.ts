import { quoteColumn } from './cursor.ts';
import { parseOrderBy } from './parse-order-by.ts';
import type { Parser } from './parser.ts';

/** Reads OVER name or OVER (...). */
export function parseOver(parser: Parser): string {
  const { cursor } = parser;
  cursor.needWord('OVER');
  if (!cursor.isSymbol('(')) return `OVER ${quoteColumn(cursor.needName(), cursor)}`;
  return `OVER ${parseWindow(parser)}`;
}

/** Reads a window in its parentheses. */
export function parseWindow(parser: Parser): string {
  const { cursor } = parser;
  cursor.needSymbol('(');
  const base = cursor.atAlias() && !cursor.isWord('PARTITION') ? quoteColumn(cursor.needName(), cursor) : '';
  const partition = cursor.takeWords('PARTITION', 'BY')
    ? ` PARTITION BY ${cursor.list(() => parser.expression().sql).join(', ')}`
    : '';
  const orderBy = parseOrderBy(parser);
  const frame = parseFrame(parser);
  cursor.needSymbol(')');
  return `(${base}${partition}${orderBy}${frame})`;
}

function parseFrame(parser: Parser): string {
  const { cursor } = parser;
  const unit = ['ROWS', 'RANGE'].find((word) => cursor.takeWords(word));
  if (!unit) return '';
  if (!cursor.takeWords('BETWEEN')) return ` ${unit} ${parseBound(parser)}`;
  const from = parseBound(parser);
  cursor.needWord('AND');
  return ` ${unit} BETWEEN ${from} AND ${parseBound(parser)}`;
}

function parseBound(parser: Parser): string {
  const { cursor } = parser;
  if (cursor.takeWords('CURRENT', 'ROW')) return 'CURRENT ROW';
  const amount = cursor.takeWords('UNBOUNDED') ? 'UNBOUNDED' : parser.expression().sql;
  if (cursor.takeWords('PRECEDING')) return `${amount} PRECEDING`;
  cursor.needWord('FOLLOWING');
  return `${amount} FOLLOWING`;
}

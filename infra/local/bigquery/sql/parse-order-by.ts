import type { Parser } from './parser.ts';

/** Reads an ORDER BY with its keyword; BigQuery takes nulls for the smallest values. */
export function parseOrderBy(parser: Parser): string {
  const { cursor } = parser;
  if (!cursor.takeWords('ORDER', 'BY')) return '';
  return ` ORDER BY ${cursor.list(() => parseOrderItem(parser)).join(', ')}`;
}

function parseOrderItem(parser: Parser): string {
  const { cursor } = parser;
  const value = parsePosition(parser) ?? parser.expression().sql;
  if (cursor.isWord('COLLATE')) throw cursor.unspoken('COLLATE');
  const direction = cursor.takeWords('DESC') ? 'DESC' : 'ASC';
  cursor.takeWords('ASC');
  if (!cursor.takeWords('NULLS'))
    return `${value} ${direction} NULLS ${direction === 'ASC' ? 'FIRST' : 'LAST'}`;
  if (cursor.takeWords('FIRST')) return `${value} ${direction} NULLS FIRST`;
  cursor.needWord('LAST');
  return `${value} ${direction} NULLS LAST`;
}

/** Reads a number that stands alone and so means a column, as in GROUP BY 1. */
export function parsePosition({ cursor }: Parser): string | undefined {
  const { kind, text } = cursor.peek();
  if (kind !== 'number' || !/^\d+$/.test(text)) return undefined;
  const after = cursor.peek(1);
  const alone =
    after.kind === 'end' ||
    [',', ')', ';'].includes(after.text) ||
    (after.kind === 'name' && after.text !== '');
  if (!alone) return undefined;
  cursor.next();
  return text;
}

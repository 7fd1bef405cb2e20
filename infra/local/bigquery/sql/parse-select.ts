import { quoteColumn } from './cursor.ts';
import { parseFrom } from './parse-from.ts';
import type { From } from './parse-from.ts';
import { parsePosition } from './parse-order-by.ts';
import { parseWindow } from './parse-over.ts';
import { packStruct } from './parse-struct.ts';
import type { Parser } from './parser.ts';

type Item = {
  sql: string;
  /** The column's name; stars and the nameless have none. */
  name?: string | undefined;
  aliased?: boolean;
  star?: boolean;
};

/** Reads SELECT with all that follows it up to set operations and ORDER BY. */
export function parseSelect(parser: Parser, asValue: boolean): string {
  const { cursor } = parser;
  cursor.needWord('SELECT');
  const distinct = cursor.takeWords('DISTINCT') ? 'DISTINCT ' : '';
  cursor.takeWords('ALL');
  const asStruct = cursor.takeWords('AS', 'STRUCT') && asValue;
  if (cursor.isWord('AS')) throw cursor.unspoken('SELECT AS VALUE');
  const items = parseItems(parser);
  const from: From = cursor.takeWords('FROM') ? parseFrom(parser) : { sql: '', structs: false };
  if (from.structs && items.some(({ sql, star }) => star && sql.startsWith('*'))) {
    throw cursor.unspoken('SELECT * over UNNEST of what may be structs; name the columns instead');
  }
  const where = cursor.takeWords('WHERE') ? ` WHERE ${parser.expression().sql}` : '';
  const groupBy = parseGroupBy(parser, items);
  const having = cursor.takeWords('HAVING') ? ` HAVING ${parser.expression().sql}` : '';
  const qualify = cursor.takeWords('QUALIFY') ? ` QUALIFY ${parser.expression().sql}` : '';
  const windows = cursor.takeWords('WINDOW')
    ? ` WINDOW ${cursor
        .list(() => {
          const name = quoteColumn(cursor.needName(), cursor);
          cursor.needWord('AS');
          return `${name} AS ${parseWindow(parser)}`;
        })
        .join(', ')}`
    : '';
  const list = asStruct ? structItem(parser, items) : items.map((item) => itemSql(parser, item)).join(', ');
  const source = from.sql ? ` FROM ${from.sql}` : '';
  return `SELECT ${distinct}${list}${source}${where}${groupBy}${having}${windows}${qualify}`;
}

function parseItems(parser: Parser): Item[] {
  const { cursor } = parser;
  const items = [parseItem(parser, 0)];
  let nameless = items[0]?.name === 'f0_' ? 1 : 0;
  while (cursor.takeSymbol(',')) {
    // BigQuery takes a comma behind the last column.
    if (cursor.isWord('FROM') || cursor.isSymbol(')') || cursor.peek().kind === 'end') break;
    const item = parseItem(parser, nameless);
    if (item.name === `f${nameless}_`) nameless += 1;
    items.push(item);
  }
  return items;
}

function parseItem(parser: Parser, nameless: number): Item {
  const { cursor } = parser;
  if (cursor.takeSymbol('*')) return { sql: `*${parseStarTail(parser)}`, star: true };
  const value = parser.expression();
  if (cursor.takeSymbol('.')) {
    cursor.needSymbol('*');
    return { sql: `${value.sql}.*${parseStarTail(parser)}`, star: true };
  }
  if (value.interval) throw cursor.unspoken('INTERVAL as a column');
  const aliased = cursor.takeWords('AS') || cursor.atAlias();
  const name = aliased ? cursor.needName() : (value.name ?? `f${nameless}_`);
  return { sql: value.sql, name, aliased };
}

function parseStarTail(parser: Parser): string {
  const { cursor } = parser;
  let tail = '';
  if (cursor.isWord('EXCEPT') && cursor.isSymbol('(', 1)) {
    cursor.next();
    cursor.needSymbol('(');
    tail += ` EXCLUDE (${cursor.list(() => quoteColumn(cursor.needName(), cursor)).join(', ')})`;
    cursor.needSymbol(')');
  }
  if (cursor.isWord('REPLACE') && cursor.isSymbol('(', 1)) {
    cursor.next();
    cursor.needSymbol('(');
    const replacements = cursor.list(() => {
      const { sql } = parser.expression();
      cursor.needWord('AS');
      return `${sql} AS ${quoteColumn(cursor.needName(), cursor)}`;
    });
    cursor.needSymbol(')');
    tail += ` REPLACE (${replacements.join(', ')})`;
  }
  return tail;
}

function itemSql({ cursor }: Parser, { sql, name, star }: Item): string {
  return star || name === undefined ? sql : `${sql} AS ${quoteColumn(name, cursor)}`;
}

function structItem(parser: Parser, items: readonly Item[]): string {
  if (items.some(({ star }) => star)) throw parser.cursor.unspoken('SELECT AS STRUCT with a star');
  return packStruct(
    parser,
    items.map(({ sql, name }) => ({ sql, name })),
  );
}

function parseGroupBy(parser: Parser, items: readonly Item[]): string {
  const { cursor } = parser;
  if (!cursor.takeWords('GROUP', 'BY')) return '';
  if (cursor.takeWords('ALL')) return ' GROUP BY ALL';
  const key = () => {
    const position = parsePosition(parser);
    if (position !== undefined) return position;
    const value = parser.expression();
    // A column's alias comes before a table's column of that name; in DuckDB it is the other way round.
    const alias = items.find(
      (item) =>
        item.aliased &&
        value.name !== undefined &&
        value.sql === quoteColumn(value.name, cursor) &&
        item.name?.toLowerCase() === value.name.toLowerCase(),
    );
    return alias ? alias.sql : value.sql;
  };
  const groups = cursor.list(() => {
    const set = ['ROLLUP', 'CUBE'].find((word) => cursor.isWord(word) && cursor.isSymbol('(', 1));
    if (!set) {
      if (cursor.isWord('GROUPING')) throw cursor.unspoken('GROUPING SETS');
      return key();
    }
    cursor.next();
    cursor.needSymbol('(');
    const keys = cursor.list(key);
    cursor.needSymbol(')');
    return `${set}(${keys.join(', ')})`;
  });
  return ` GROUP BY ${groups.join(', ')}`;
}

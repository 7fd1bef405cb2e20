import { quoteName } from '../column-types.ts';
import type { Refusal } from '../refusal.ts';
import { unspoken } from '../refusal.ts';
import { position, syntaxError, tokenize } from './tokenize.ts';
import type { Token } from './tokenize.ts';

/** Walks the tokens of one statement. */
export type Cursor = {
  peek(ahead?: number): Token;
  next(): Token;
  isWord(word: string, ahead?: number): boolean;
  isSymbol(symbol: string, ahead?: number): boolean;
  /** Takes the words if all of them come next. */
  takeWords(...words: string[]): boolean;
  takeSymbol(symbol: string): boolean;
  needWord(word: string): void;
  needSymbol(symbol: string): void;
  /** Takes a name, quoted or not reserved, as it is written. */
  needName(): string;
  /** Reads `one` separated by commas. */
  list<T>(one: () => T): T[];
  /** Whether a name that can be an alias comes next. */
  atAlias(): boolean;
  unexpected(): Refusal;
  /** What GoogleSQL has and this does not. */
  unspoken(what: string): Refusal;
};

const reserved = new Set(
  `ALL AND ANY ARRAY AS ASC ASSERT_ROWS_MODIFIED AT BETWEEN BY CASE CAST COLLATE CONTAINS CREATE CROSS CUBE
  CURRENT DEFAULT DEFINE DESC DISTINCT ELSE END ENUM ESCAPE EXCEPT EXCLUDE EXISTS EXTRACT FALSE FETCH FOLLOWING
  FOR FROM FULL GROUP GROUPING GROUPS HASH HAVING IF IGNORE IN INNER INTERSECT INTERVAL INTO IS JOIN LATERAL LEFT
  LIKE LIMIT LOOKUP MERGE NATURAL NEW NO NOT NULL NULLS OF ON OR ORDER OUTER OVER PARTITION PRECEDING PROTO QUALIFY
  RANGE RECURSIVE RESPECT RIGHT ROLLUP ROWS SELECT SET SOME STRUCT TABLESAMPLE THEN TO TREAT TRUE UNBOUNDED UNION
  UNNEST USING WHEN WHERE WINDOW WITH WITHIN`.split(/\s+/),
);

/** Whether an unquoted word can be no name. */
const isReserved = (word: string) => reserved.has(word.toUpperCase());

/** A column or alias as DuckDB writes it. */
export const quoteColumn = (name: string, cursor: Cursor) => {
  // Our own columns carry a #, which no column of BigQuery can.
  if (name.includes('#')) throw cursor.unspoken(`a name like "${name}"`);
  return quoteName(name);
};

/** Starts at the first token of `sql`. */
export function createCursor(sql: string): Cursor {
  const tokens = tokenize(sql);
  let index = 0;
  const peek = (ahead = 0): Token => tokens[Math.min(index + ahead, tokens.length - 1)] ?? endOf(sql);

  const cursor: Cursor = {
    peek,
    next() {
      const token = peek();
      index += 1;
      return token;
    },
    isWord: (word, ahead = 0) => peek(ahead).kind === 'name' && peek(ahead).text.toUpperCase() === word,
    isSymbol: (symbol, ahead = 0) => peek(ahead).kind === 'symbol' && peek(ahead).text === symbol,
    takeWords(...words) {
      if (!words.every((word, ahead) => cursor.isWord(word, ahead))) return false;
      index += words.length;
      return true;
    },
    takeSymbol(symbol) {
      if (!cursor.isSymbol(symbol)) return false;
      index += 1;
      return true;
    },
    needWord(word) {
      if (!cursor.takeWords(word)) throw expected(`keyword ${word}`);
    },
    needSymbol(symbol) {
      if (!cursor.takeSymbol(symbol)) throw expected(`"${symbol}"`);
    },
    needName() {
      const token = peek();
      if (token.kind === 'quoted' || (token.kind === 'name' && !isReserved(token.text))) {
        index += 1;
        return token.text;
      }
      throw cursor.unexpected();
    },
    list(one) {
      const items = [one()];
      while (cursor.takeSymbol(',')) items.push(one());
      return items;
    },
    atAlias() {
      const { kind, text } = peek();
      return kind === 'quoted' || (kind === 'name' && !isReserved(text));
    },
    unexpected() {
      return syntaxError(sql, peek().at, `Unexpected ${describe(peek())}`);
    },
    unspoken(what) {
      return unspoken(`The local BigQuery does not speak ${what} at ${position(sql, peek().at)}.`);
    },
  };
  const expected = (what: string) =>
    syntaxError(sql, peek().at, `Expected ${what} but got ${describe(peek())}`);
  return cursor;
}

const endOf = (sql: string): Token => ({ kind: 'end', text: '', at: sql.length });

function describe({ kind, text }: Token): string {
  if (kind === 'end') return 'end of script';
  if (kind === 'name') return isReserved(text) ? `keyword ${text.toUpperCase()}` : `identifier "${text}"`;
  return kind === 'string' ? 'string literal' : `"${text}"`;
}

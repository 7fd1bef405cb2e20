import type { DatasetName, Table, TableName } from '../resources.ts';
import type { Cursor } from './cursor.ts';

export type StructField = { readonly name: string | undefined; readonly sql: string };

/** A translated expression. */
export type Expression = {
  readonly sql: string;
  /** The column name it gives where no alias does. */
  readonly name?: string;
  /** Set on names and what is reached from them by dots. */
  readonly path?: boolean;
  /** The text of a string literal. */
  readonly literal?: string;
  /** The digits of a literal that fits 32 bits. */
  readonly whole?: string;
  /** Set on sums and differences, which are no bare dates. */
  readonly sum?: boolean;
  /** Set on INTERVAL expressions. */
  readonly interval?: boolean;
  /** What a STRUCT without a type packs. */
  readonly fields?: readonly StructField[];
  /** Set on arrays whose elements are surely no structs. */
  readonly plainArray?: boolean;
};

/** What a statement is translated with. */
export type SqlContext = {
  readonly project: string;
  readonly defaultDataset: DatasetName | undefined;
  /** Microseconds that CURRENT_TIMESTAMP answers. */
  readonly now: bigint;
  findTable(name: TableName): Table;
  /** DuckDB for `@name`, or for the next `?`; nothing when there is no such parameter. */
  parameter(name: string | undefined): Expression | undefined;
};

/** The mutually recursive parts of the translation of one statement. */
export type Parser = {
  readonly cursor: Cursor;
  readonly context: SqlContext;
  /** Names of the common table expressions in scope, in lower case. */
  readonly withNames: Set<string>;
  expression(): Expression;
  /** A query without its parentheses. SELECT AS STRUCT gives one struct as a value, its columns elsewhere. */
  query(use?: 'value'): string;
  /** The translation of a view's query. */
  view(name: TableName, sql: string): string;
};

/** A string literal of DuckDB. */
export const quoteText = (text: string) => `'${text.replaceAll("'", "''")}'`;

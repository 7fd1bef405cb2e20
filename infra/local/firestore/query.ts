/** A query as it is run: checked, its implicit orders written out, its values as ordered keys. */
export type Query = {
  scope: Scope;
  filter: Filter | undefined;
  /** At least one: the last is always the document's name, unless a query ends its orders there itself. */
  orders: Order[];
  start: Cursor | undefined;
  end: Cursor | undefined;
  offset: number;
  limit: number | undefined;
  /** The fields to answer; undefined answers all. */
  projection: (readonly string[])[] | undefined;
};

export type Scope = {
  database: string;
  /** The full name that the documents are below. */
  parent: string;
  /** The last collection id of the documents; undefined takes any. */
  kind: string | undefined;
  /** Whether documents further below count, too. */
  descendants: boolean;
};

/** A field by the one spelling of its path; `__name__` is the document's name. */
export type Field = { text: string; path: readonly string[] };
export const NAME = '__name__';

export type Filter = { kind: 'and' | 'or'; filters: Filter[] } | Leaf;

export type Leaf =
  /** Equal to one of the keys; for the name, `names` are the same in clear. */
  | { kind: 'equal'; field: Field; keys: Buffer[]; names: string[] }
  /** There, not null, and equal to none of the keys. */
  | { kind: 'differs'; field: Field; keys: Buffer[] }
  | {
      kind: 'range';
      field: Field;
      low: Buffer;
      lowOpen: boolean;
      high: Buffer;
      highOpen: boolean;
      names: string[];
    }
  /** An array that has one of the keys among its elements. */
  | { kind: 'contains'; field: Field; keys: Buffer[] }
  | { kind: 'never'; field: Field };

export type Order = { field: Field; descending: boolean };

/** A place between documents: just before or just after those whose first orders have these keys. */
export type Cursor = {
  keys: Buffer[];
  /** The document's name, when it is among the keys. */ name: string | undefined;
  before: boolean;
};

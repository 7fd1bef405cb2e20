import type { DatePart } from './date-part.ts';
import type { Expression, SqlContext } from './parser.ts';

/** What stands in a call beside its arguments. */
export type CallTail = {
  readonly distinct: boolean;
  readonly nulls: 'IGNORE' | 'RESPECT' | undefined;
  readonly having: { readonly most: 'MAX' | 'MIN'; readonly sql: string } | undefined;
  /** ` ORDER BY ...`, or nothing. */
  readonly orderBy: string;
  readonly limit: string | undefined;
  readonly over: boolean;
};

export type Call = {
  readonly args: readonly Expression[];
  readonly tail: CallTail;
  /** The date part among the arguments. */
  readonly part: DatePart | undefined;
  readonly context: SqlContext;
  /** The refusal of a call this does not speak. */
  refuse(why: string): Error;
};

/** How one function of GoogleSQL becomes DuckDB. */
export type FunctionRule = {
  readonly kind: 'scalar' | 'aggregate' | 'window';
  readonly min: number;
  readonly max: number;
  /** Which argument is a date part. */
  readonly partAt?: number;
  readonly build: (call: Call) => string;
  /** Whether it gives an array whose elements are no structs. */
  readonly plainArray?: boolean;
};

export const sqlOf = (call: Call, index: number): string => call.args[index]?.sql ?? 'NULL';
export const allSql = (call: Call): string => call.args.map(({ sql }) => sql).join(', ');

/** A function whose every call is `name(arguments)` in DuckDB too. */
export const same = (name: string, min: number, max = min): FunctionRule => ({
  kind: 'scalar',
  min,
  max,
  build: (call) => `${name}(${allSql(call)})`,
});

/** A function with one form of its own. */
export const scalar = (min: number, max: number, build: (call: Call) => string): FunctionRule => ({
  kind: 'scalar',
  min,
  max,
  build,
});

/** A function that a DuckDB macro of ours answers. */
export const macro = (name: string, min: number, max = min): FunctionRule =>
  same(`bq.main.${name}`, min, max);

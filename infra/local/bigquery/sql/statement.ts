import type { TableName } from '../resources.ts';

/** A statement ready for DuckDB. */
export type Statement =
  | { readonly kind: 'SELECT'; readonly sql: string }
  | {
      readonly kind: 'INSERT' | 'UPDATE' | 'DELETE' | 'MERGE' | 'TRUNCATE_TABLE';
      readonly target: TableName;
      /** Answers one row per changed row: what happened to it, and when it was streamed in. */
      readonly sql: string;
      /** What an INSERT puts in, and the columns it goes to. */
      readonly source?: {
        readonly sql: string;
        readonly columns: readonly string[];
        readonly literal: boolean;
      };
      /** Answers a row when a MERGE would change a row twice. */
      readonly duplicates?: string;
    };

import type { DuckDBValue } from '@duckdb/node-api';
import type { Catalog } from './catalog.ts';
import { invalidQuery } from './refusal.ts';
import type { DatasetName, Field, TableName } from './resources.ts';
import { resultColumn } from './result-columns.ts';
import { translateSql } from './sql/translate-sql.ts';
import type { Warehouse } from './warehouse.ts';

export type QueryOptions = { warehouse: Warehouse; catalog: Catalog; now: () => number; freshRowsMs: number };
export type Query = { sql: string; project: string; defaultDataset: DatasetName | undefined };
export type QueryResult = { fields: Field[]; rows: DuckDBValue[][]; affected?: number; statement: string };

/** Runs GoogleSQL. */
export function createQueries({ warehouse, catalog, now }: QueryOptions) {
  async function run(query: Query): Promise<QueryResult> {
    const sql = translateSql(query.sql, { ...query, now: now(), catalog });
    try {
      const found = await warehouse.read((connection) => connection.runAndReadAll(sql));
      const fields = found.columnTypes().map((type, index) => resultColumn(found.columnName(index), type));
      return { fields, rows: found.getRows(), statement: 'SELECT' };
    } catch (cause) {
      throw invalidQuery(cause instanceof Error ? cause.message : String(cause), { cause });
    }
  }
  return {
    run,
    async viewFields({ project, dataset }: TableName, sql: string): Promise<Field[]> {
      const { fields } = await run({ sql, project, defaultDataset: { project, dataset } });
      return fields;
    },
  };
}

import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api';
import type { Catalog } from './catalog.ts';
import { encodeRow } from './encode-rows.ts';
import { explainError } from './explain-error.ts';
import { bindParameters, createParameters } from './query-parameters.ts';
import type { Bindings, QueryParameters } from './query-parameters.ts';
import { invalidQuery, Refusal } from './refusal.ts';
import type { DatasetName, Field, TableName } from './resources.ts';
import { resultColumn } from './result-columns.ts';
import { runDml } from './run-dml.ts';
import type { Changes } from './run-dml.ts';
import { translateQuery, translateSql } from './sql/translate-sql.ts';
import type { SqlContext } from './sql/parser.ts';
import type { Warehouse } from './warehouse.ts';

export type QueryOptions = { warehouse: Warehouse; catalog: Catalog; now: () => number; freshRowsMs: number };
export type Query = {
  readonly sql: string;
  readonly project: string;
  readonly defaultDataset: DatasetName | undefined;
  readonly parameters: QueryParameters;
};
export type QueryResult = {
  readonly statement: string;
  readonly fields: readonly Field[];
  /** Each as JSON, which takes far less memory than objects, with timestamps in microseconds. */
  readonly rows: readonly string[];
  readonly bytes: number;
  readonly changes?: Changes;
};

// A result is held in memory until it is fetched.
const maxResultBytes = 64 * 1024 * 1024;

/** Runs GoogleSQL. */
export function createQueries({ warehouse, catalog, now, freshRowsMs }: QueryOptions) {
  const contextOf = (query: Omit<Query, 'sql' | 'parameters'>, parameter: SqlContext['parameter']) => ({
    ...query,
    now: BigInt(now()) * 1000n,
    findTable: (name: TableName) => catalog.table(name),
    parameter,
  });

  return {
    /** Runs one statement to its end. */
    async run(query: Query): Promise<QueryResult> {
      const { parameter, bindings } = createParameters(query.parameters);
      const statement = translateSql(query.sql, contextOf(query, parameter));
      try {
        if (statement.kind === 'SELECT') {
          return await warehouse.read((connection) => select(connection, statement.sql, bindings));
        }
        const fields = catalog.table(statement.target).body.schema?.fields ?? [];
        const freshSince = now() - freshRowsMs;
        const changes = await warehouse.write((connection) =>
          runDml(connection, statement, { fields, bindings, freshSince }),
        );
        return { statement: statement.kind, fields: [], rows: [], bytes: 0, changes };
      } catch (cause) {
        throw explainError(cause);
      }
    },

    /** The columns a view's query gives; refuses a query that does not stand. */
    async viewFields({ project }: TableName, sql: string): Promise<Field[]> {
      const context = contextOf({ project, defaultDataset: undefined }, () => undefined);
      const translated = translateQuery(sql, context);
      try {
        return await warehouse.read(async (connection) => {
          const prepared = await connection.prepare(translated);
          const fields = preparedFields(prepared);
          prepared.destroySync();
          return fields;
        });
      } catch (cause) {
        throw explainError(cause);
      }
    },
  };
}

async function select(connection: DuckDBConnection, sql: string, bindings: Bindings): Promise<QueryResult> {
  const prepared = await connection.prepare(sql);
  try {
    bindParameters(prepared, bindings);
    const result = await prepared.stream();
    const fields = result.columnTypes().map((type, index) => resultColumn(result.columnName(index), type));
    assertDistinct(fields);
    const rows: string[] = [];
    let bytes = 0;
    for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk()) {
      for (const row of chunk.getRows()) {
        const encoded = JSON.stringify(encodeRow(fields, row, 'micros'));
        bytes += encoded.length;
        if (bytes > maxResultBytes) {
          throw new Refusal(
            403,
            'responseTooLarge',
            `Response too large to return: the local BigQuery holds results of up to ${maxResultBytes} bytes.`,
          );
        }
        rows.push(encoded);
      }
    }
    return { statement: 'SELECT', fields, rows, bytes };
  } finally {
    prepared.destroySync();
  }
}

function preparedFields(prepared: DuckDBPreparedStatement): Field[] {
  const fields = Array.from({ length: prepared.columnCount }, (_column, index) =>
    resultColumn(prepared.columnName(index), prepared.columnType(index)),
  );
  assertDistinct(fields);
  return fields;
}

function assertDistinct(fields: readonly Field[]): void {
  const seen = new Set<string>();
  for (const { name } of fields) {
    if (seen.has(name.toLowerCase())) {
      throw invalidQuery(
        `Duplicate column names in the result are not supported. Found duplicate(s): ${name}`,
      );
    }
    seen.add(name.toLowerCase());
  }
}

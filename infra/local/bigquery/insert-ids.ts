import type { DuckDBConnection } from '@duckdb/node-api';
import { duckTable } from './catalog.ts';
import { tableLabel } from './resources.ts';
import type { TableName } from './resources.ts';
import { insertIdColumn, streamedAtColumn } from './table-columns.ts';

// Google promises best effort for about a minute.
const rememberMs = 2 * 60_000;

/** The insert ids of the last two minutes, per table; a restart reads them back from the rows. */
export function createInsertIds(now: () => number) {
  const tables = new Map<string, Map<string, number>>();

  async function recall(connection: DuckDBConnection, name: TableName): Promise<Map<string, number>> {
    const found = await connection.runAndReadAll(
      `SELECT ${insertIdColumn}, ${streamedAtColumn} FROM ${duckTable(name)}
       WHERE ${streamedAtColumn} > ${now() - rememberMs} AND ${insertIdColumn} IS NOT NULL
       ORDER BY ${streamedAtColumn}`,
    );
    return new Map(found.getRows().map(([id, at]) => [String(id), Number(at)]));
  }

  return {
    /** The remembered ids of a table, oldest first. */
    async of(connection: DuckDBConnection, name: TableName): Promise<Map<string, number>> {
      const key = tableLabel(name);
      let ids = tables.get(key);
      if (!ids) {
        ids = await recall(connection, name);
        tables.set(key, ids);
      }
      for (const [id, at] of ids) {
        if (at > now() - rememberMs) break;
        ids.delete(id);
      }
      return ids;
    },
    /** Forgets a table that is no more. */
    forget(name: TableName): void {
      tables.delete(tableLabel(name));
    },
  };
}

import { DuckDBTypeId } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { bindParameters } from './query-parameters.ts';
import type { Bindings } from './query-parameters.ts';
import { columnType } from './column-types.ts';
import { invalidQuery } from './refusal.ts';
import { tablePath } from './resources.ts';
import type { Field } from './resources.ts';
import { resultColumn } from './result-columns.ts';
import type { Statement } from './sql/statement.ts';

export type Changes = { inserted: number; updated: number; deleted: number };
type Dml = Exclude<Statement, { kind: 'SELECT' }>;
type DmlOptions = { fields: readonly Field[]; bindings: Bindings; freshSince: number };

/** Runs a DML statement inside a write; what it may not do, it throws before anything is kept. */
export async function runDml(
  connection: DuckDBConnection,
  statement: Dml,
  { fields, bindings, freshSince }: DmlOptions,
): Promise<Changes> {
  if (statement.source) await checkSource(connection, statement.source, fields);
  if (statement.duplicates !== undefined) {
    const twice = await run(connection, statement.duplicates, bindings);
    if (twice.length > 0) {
      throw invalidQuery('UPDATE/MERGE must match at most one source row for each target row');
    }
  }
  const changes: Changes = { inserted: 0, updated: 0, deleted: 0 };
  for (const [streamedAt, action] of await run(connection, statement.sql, bindings)) {
    const verb = typeof action === 'string' ? action : statement.kind;
    if (verb === 'INSERT') {
      changes.inserted += 1;
      continue;
    }
    if (typeof streamedAt === 'bigint' && Number(streamedAt) > freshSince) {
      throw invalidQuery(
        `UPDATE or DELETE statement over table ${tablePath(statement.target)} would affect rows in the streaming buffer, which is not supported`,
      );
    }
    if (verb === 'UPDATE') changes.updated += 1;
    else changes.deleted += 1;
  }
  return changes;
}

async function run(connection: DuckDBConnection, sql: string, bindings: Bindings) {
  const prepared = await connection.prepare(sql);
  try {
    bindParameters(prepared, bindings);
    const result = await prepared.runAndReadAll();
    return result.getRows();
  } finally {
    prepared.destroySync();
  }
}

// DuckDB casts whatever is put into a column; BigQuery only what loses nothing.
async function checkSource(
  connection: DuckDBConnection,
  { sql, columns, literal }: NonNullable<Dml['source']>,
  fields: readonly Field[],
): Promise<void> {
  const prepared = await connection.prepare(sql);
  try {
    if (prepared.columnCount !== columns.length) {
      throw invalidQuery(
        `Inserted row has wrong column count; Has ${prepared.columnCount}, expected ${columns.length}`,
      );
    }
    columns.forEach((column, index) => {
      const field = fields.find(({ name }) => name === column);
      if (prepared.columnTypeId(index) === DuckDBTypeId.SQLNULL) return;
      const given = resultColumn(column, prepared.columnType(index));
      if (!field || fits(field, given, literal)) return;
      throw invalidQuery(
        `Query column ${index + 1} has type ${shown(given)} which cannot be inserted into column ${column}, which has type ${shown(field)}`,
      );
    });
  } finally {
    prepared.destroySync();
  }
}

const shown = ({ type, mode }: Field) => (mode === 'REPEATED' ? `ARRAY<${type}>` : type);

function fits(field: Field, given: Field, literal: boolean): boolean {
  const to = columnType(field.type);
  const from = columnType(given.type);
  if ((field.mode === 'REPEATED') !== (given.mode === 'REPEATED')) return false;
  if (from === to) return true;
  if (from === 'INTEGER') return to === 'FLOAT' || to === 'NUMERIC';
  if (from === 'NUMERIC') return to === 'FLOAT';
  if (from === 'STRING' && literal) return ['DATE', 'DATETIME', 'TIME', 'TIMESTAMP'].includes(to);
  return from === 'FLOAT' && to === 'NUMERIC' && literal;
}

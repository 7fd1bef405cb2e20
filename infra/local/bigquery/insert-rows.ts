import { BIGINT, VARCHAR } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import type { Catalog } from './catalog.ts';
import { checkRow } from './check-row.ts';
import type { Row, RowError } from './check-row.ts';
import { bindType, bindValue } from './duck-values.ts';
import { createInsertIds } from './insert-ids.ts';
import { parseBody } from './parse-body.ts';
import { invalid, unspoken } from './refusal.ts';
import { tableLabel } from './resources.ts';
import type { Field, Table, TableName } from './resources.ts';
import type { Warehouse } from './warehouse.ts';

const insertBody = z.looseObject({
  rows: z.array(z.looseObject({ insertId: z.string().nullish(), json: z.unknown() })).optional(),
  skipInvalidRows: z.boolean().nullish(),
  ignoreUnknownValues: z.boolean().nullish(),
  templateSuffix: z.string().nullish(),
});
type InsertBody = z.infer<typeof insertBody>;
type InsertAnswer = { kind: string; insertErrors?: { index: number; errors: RowError[] }[] };

type Waiting = {
  name: TableName;
  body: InsertBody;
  resolve: (answer: InsertAnswer) => void;
  reject: (cause: unknown) => void;
};
type Accepted = { insertId: string | undefined; row: Row };
/** What a batch adds to one table, and the insert ids it may not add again. */
type Rows = {
  name: TableName;
  fields: Field[];
  known: Map<string, number>;
  claimed: Map<string, number>;
  rows: Accepted[];
};
type Batch = { tables: readonly Rows[]; settle: readonly (() => void)[] };

const maxRows = 50_000;
const stopped: RowError = { reason: 'stopped', location: '', debugInfo: '', message: '' };

/** Streams rows into tables; calls that arrive together share one transaction and one disk flush. */
export function createInserts(warehouse: Warehouse, catalog: Catalog, now: () => number) {
  const insertIds = createInsertIds(now);
  let waiting: Waiting[] = [];

  async function insertBatch(connection: DuckDBConnection, calls: readonly Waiting[]): Promise<Batch> {
    const tables = new Map<string, Rows>();
    const settle: (() => void)[] = [];
    const at = now();
    for (const { name, body, resolve, reject } of calls) {
      const key = tableLabel(name);
      let table: Rows;
      try {
        const fields = streamedFields(name, catalog.table(name));
        const known = await insertIds.of(connection, name);
        table = tables.get(key) ?? { name, fields, known, claimed: new Map(), rows: [] };
        tables.set(key, table);
      } catch (cause) {
        settle.push(() => reject(cause));
        continue;
      }
      const { known, claimed, rows } = table;
      const { accepted, answer } = sortRows(table.fields, body);
      for (const one of accepted) {
        if (one.insertId && (known.has(one.insertId) || claimed.has(one.insertId))) continue;
        if (one.insertId) claimed.set(one.insertId, at);
        rows.push(one);
      }
      settle.push(() => resolve(answer));
    }
    for (const table of tables.values()) {
      if (table.rows.length > 0) await append(connection, table, at);
    }
    return { tables: [...tables.values()], settle };
  }

  async function flush(take: () => Waiting[]): Promise<void> {
    let calls: Waiting[] = [];
    let batch: Batch | undefined;
    const remember = () => {
      for (const { known, claimed } of batch?.tables ?? []) claimed.forEach((at, id) => known.set(id, at));
    };
    try {
      const done = await warehouse.write(async (connection) => {
        calls = take();
        batch = await insertBatch(connection, calls);
        return batch;
      }, remember);
      for (const settle of done.settle) settle();
    } catch (cause) {
      if (calls.length === 1) calls[0]?.reject(cause);
      // One call that cannot be written must not fail those that shared its transaction.
      else await Promise.all(calls.map((call) => flush(() => [call])));
    }
  }

  return {
    /** Answers once the good rows are on disk, with what was wrong with the others. */
    insertAll(name: TableName, raw: unknown): Promise<InsertAnswer> {
      streamedFields(name, catalog.table(name));
      const body = parseBody(insertBody, raw);
      if (!body.rows?.length) throw invalid('No rows present in the request.');
      if (body.rows.length > maxRows) {
        throw invalid(
          `too many rows present in the request, limit: ${maxRows} row count: ${body.rows.length}.`,
        );
      }
      if (body.templateSuffix) throw unspoken('The local BigQuery has no template tables.');
      return new Promise((resolve, reject) => {
        waiting.push({ name, body, resolve, reject });
        if (waiting.length > 1) return;
        // The write takes what has come by its turn.
        void flush(() => {
          const calls = waiting;
          waiting = [];
          return calls;
        });
      });
    },
    forget: (name: TableName) => insertIds.forget(name),
  };
}

function streamedFields(name: TableName, { body }: Table): Field[] {
  if (body.view) throw invalid(`Cannot add rows to a view: ${tableLabel(name)}`);
  const fields = body.schema?.fields ?? [];
  if (fields.length === 0) throw invalid(`The destination table has no schema: ${tableLabel(name)}`);
  return fields;
}

function sortRows(
  fields: readonly Field[],
  body: InsertBody,
): { accepted: Accepted[]; answer: InsertAnswer } {
  const accepted: Accepted[] = [];
  const errors = new Map<number, RowError>();
  const rows = body.rows ?? [];
  rows.forEach(({ insertId, json }, index) => {
    const checked = checkRow(fields, json, body.ignoreUnknownValues ?? false);
    if ('error' in checked) errors.set(index, checked.error);
    else accepted.push({ insertId: insertId ?? undefined, row: checked.row });
  });
  const kind = 'bigquery#tableDataInsertAllResponse';
  if (errors.size === 0) return { accepted, answer: { kind } };
  const skip = body.skipInvalidRows ?? false;
  const insertErrors = rows.flatMap((_row, index) => {
    const error = errors.get(index) ?? (skip ? undefined : stopped);
    return error ? [{ index, errors: [error] }] : [];
  });
  return { accepted: skip ? accepted : [], answer: { kind, insertErrors } };
}

async function append(connection: DuckDBConnection, { name, fields, rows }: Rows, at: number): Promise<void> {
  const appender = await connection.createAppender(name.table, `${name.project}.${name.dataset}`);
  const types = fields.map(bindType);
  try {
    for (const { insertId, row } of rows) {
      appender.appendValue(BigInt(at), BIGINT);
      appender.appendValue(insertId ?? null, VARCHAR);
      fields.forEach((field, index) => {
        appender.appendValue(bindValue(field, row[field.name] ?? null), types[index]);
      });
      appender.endRow();
    }
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
}

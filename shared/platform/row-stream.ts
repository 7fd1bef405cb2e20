import type { BigQuery } from '@google-cloud/bigquery';
import { onShutdown } from './drain.ts';
import { log } from './log.ts';
import { counter, gauge } from './metrics.ts';

const rowsTotal = counter('bigquery_rows_total', 'Rows streamed, by what became of them', [
  'table',
  'outcome',
]);
const waiting = gauge('bigquery_rows_waiting', 'Rows not yet written', ['table']);

type Row = { insertId: string; json: object };

/** Rows on their way to one table. Nobody waits for them. */
export type RowStream<R extends object> = {
  /** Queues a row; the same id twice is one row to analysts. A full queue drops the row, counted and logged. */
  push(insertId: string, row: R): void;
  /** Writes all that is queued, or gives up after its attempts. */
  drain(): Promise<void>;
};

export type RowStreamOptions = {
  bigquery: () => Promise<BigQuery>;
  dataset: string;
  table: string;
  batchRows?: number;
  batchMs?: number;
  /** Rows held at most, in the queue and on their way. */
  maxRows?: number;
  attempts?: number;
  firstPauseMs?: number;
};

/** Streams rows in batches, with retries; drained when the process ends. */
export function createRowStream<R extends object>(options: RowStreamOptions): RowStream<R> {
  const { bigquery, dataset, table, batchRows = 500, batchMs = 1000, maxRows = 10_000 } = options;
  const { attempts = 6, firstPauseMs = 200 } = options;
  let queue: Row[] = [];
  let timer: NodeJS.Timeout | undefined;
  const sending = new Set<Promise<void>>();
  let held = 0;
  waiting.set({ table }, 0);

  function settle(outcome: 'written' | 'refused' | 'dropped', count: number): void {
    rowsTotal.inc({ table, outcome }, count);
    if (outcome === 'dropped') log.error('bigquery.dropped', { table, count });
  }

  async function send(rows: Row[]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await (
          await bigquery()
        )
          .dataset(dataset)
          .table(table)
          .insert(rows, { raw: true, skipInvalidRows: true });
        settle('written', rows.length);
        return;
      } catch (cause) {
        const refused = refusedRows(cause);
        if (refused) {
          settle('refused', refused.ids.length);
          settle('written', rows.length - refused.ids.length);
          log.error('bigquery.refused', { table, ids: refused.ids, reasons: refused.reasons });
          return;
        }
        if (attempt >= attempts) {
          log.error('bigquery.failed', { table, attempts, count: rows.length }, cause);
          settle('dropped', rows.length);
          return;
        }
        const pause = firstPauseMs * 2 ** (attempt - 1) * (0.5 + Math.random());
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const rows = queue;
    queue = [];
    if (rows.length === 0) return;
    const sent = send(rows).finally(() => {
      held -= rows.length;
      waiting.set({ table }, held);
      sending.delete(sent);
    });
    sending.add(sent);
  }

  const stream: RowStream<R> = {
    push(insertId, json) {
      if (held >= maxRows) {
        settle('dropped', 1);
        return;
      }
      held += 1;
      waiting.set({ table }, held);
      queue.push({ insertId, json });
      if (queue.length >= batchRows) flush();
      else timer ??= setTimeout(flush, batchMs);
    },
    async drain() {
      flush();
      await Promise.all(sending);
    },
  };
  onShutdown(`bigquery:${table}`, () => stream.drain());
  return stream;
}

type PartialFailure = { errors: { row: Row; errors: { reason?: string }[] }[] };

/** The rows BigQuery refused, where it took the others. */
function refusedRows(cause: unknown): { ids: string[]; reasons: string[] } | undefined {
  if (!(cause instanceof Error) || cause.name !== 'PartialFailureError') return undefined;
  const { errors } = cause as unknown as PartialFailure;
  return {
    ids: errors.map((one) => one.row.insertId),
    reasons: [...new Set(errors.flatMap((one) => one.errors.map((error) => error.reason ?? 'unknown')))],
  };
}

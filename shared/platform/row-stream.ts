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
type Batch = { rows: Row[]; bytes: number };

/** Rows on their way to one table. Nobody waits for them. */
export type RowStream<R extends object> = {
  /** Queues a row; the same id twice is one row to analysts. A full queue drops the row, counted and logged. */
  push(insertId: string, row: R): void;
  /** Writes all that is queued; what is not written in time is given up, counted and logged. */
  drain(): Promise<void>;
};

export type RowStreamOptions = {
  bigquery: () => Promise<BigQuery>;
  dataset: string;
  table: string;
  batchRows?: number;
  /** BigQuery refuses a request past 10 MB as a whole. */
  batchBytes?: number;
  batchMs?: number;
  /** Rows and bytes held at most, in the queue and on their way. */
  maxRows?: number;
  maxBytes?: number;
  /** For how long rows are tried again: what erases a person waits five minutes for the last of them. */
  keptMs?: number;
  firstPauseMs?: number;
  longestPauseMs?: number;
  /** How long `drain` waits; the process ends within 8 seconds. */
  drainMs?: number;
};

/** Between attempts at the end of the process. */
const lastPauseMs = 500;

/** Streams rows in batches, with retries for minutes; drained when the process ends. */
export function createRowStream<R extends object>(options: RowStreamOptions): RowStream<R> {
  const { bigquery, dataset, table, batchRows = 500, batchBytes = 4_000_000, batchMs = 1000 } = options;
  const {
    maxRows = 50_000,
    maxBytes = 64_000_000,
    keptMs = 3 * 60_000,
    firstPauseMs = 200,
    longestPauseMs = 10_000,
    drainMs = 6000,
  } = options;
  const held = { rows: 0, bytes: 0 };
  const sending = new Set<Promise<void>>();
  let queue: Batch = { rows: [], bytes: 0 };
  let timer: NodeJS.Timeout | undefined;
  let overflowed = 0;
  let ended = false;
  let draining = false;
  /** Batches that did not get through so far, and what ends their pauses. */
  const failing = new Set<Row[]>();
  const pauses = new Set<() => void>();
  waiting.set({ table }, 0);

  const settle = (outcome: 'written' | 'refused' | 'dropped', count: number) => {
    if (count > 0) rowsTotal.inc({ table, outcome }, count);
  };

  const drop = (reason: string, count: number, cause?: unknown) => {
    settle('dropped', count);
    log.error('bigquery.dropped', { table, reason, count }, cause);
  };

  const hold = (rows: number, bytes: number) => {
    held.rows += rows;
    held.bytes += bytes;
    waiting.set({ table }, held.rows);
  };

  async function insert(rows: Row[]): Promise<void> {
    const client = await bigquery();
    const how = { raw: true, skipInvalidRows: true, partialRetries: 0 };
    await client.dataset(dataset).table(table).insert(rows, how);
  }

  function rest(attempt: number): Promise<void> {
    const longest = draining ? Math.min(lastPauseMs, longestPauseMs) : longestPauseMs;
    const pauseMs = Math.min(longest, firstPauseMs * 2 ** (attempt - 1)) * (0.5 + Math.random());
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(paused);
        pauses.delete(wake);
        resolve();
      };
      const paused = setTimeout(wake, pauseMs);
      pauses.add(wake);
    });
  }

  async function send(all: Row[]): Promise<void> {
    const until = performance.now() + keptMs;
    let rows = all;
    for (let attempt = 1; ; attempt += 1) {
      let failure: unknown;
      try {
        await insert(rows);
        return settle('written', rows.length);
      } catch (cause) {
        failure = cause;
        const failed = failedRows(cause);
        if (failed) {
          const { refused, again } = failed;
          settle('written', rows.length - refused.ids.length - again.length);
          settle('refused', refused.ids.length);
          if (refused.ids.length > 0) log.error('bigquery.refused', { table, ...refused });
          if (again.length === 0) return;
          rows = again;
        }
      }
      if (performance.now() >= until) return drop('attempts', rows.length, failure);
      if (attempt === 1) {
        failing.add(all);
        log.warning('bigquery.failed', { table, count: rows.length }, failure);
      }
      await rest(attempt);
      if (ended) return;
    }
  }

  function flush(must = false): void {
    clearTimeout(timer);
    timer = undefined;
    if (overflowed > 0) drop('full', overflowed);
    overflowed = 0;
    const { rows, bytes } = queue;
    if (rows.length === 0) return;
    // While others wait to be tried again, no more than must be is sent; a batch goes once it is full.
    if (failing.size > 0 && !must) {
      timer = setTimeout(() => flush(), batchMs);
      return;
    }
    queue = { rows: [], bytes: 0 };
    const sent = send(rows).finally(() => {
      sending.delete(sent);
      failing.delete(rows);
      if (!ended) hold(-rows.length, -bytes);
    });
    sending.add(sent);
  }

  function push(insertId: string, json: R): void {
    const bytes = JSON.stringify(json).length;
    if (held.rows >= maxRows || held.bytes + bytes > maxBytes) {
      // Told at the next flush: a line for each would only add to the trouble.
      overflowed += 1;
    } else {
      if (queue.bytes + bytes > batchBytes) flush(true);
      hold(1, bytes);
      queue.rows.push({ insertId, json });
      queue.bytes += bytes;
    }
    if (queue.rows.length >= batchRows) flush(true);
    else timer ??= setTimeout(() => flush(), batchMs);
  }

  async function drain(): Promise<void> {
    draining = true;
    flush(true);
    for (const wake of pauses) wake();
    const { promise: late, resolve } = Promise.withResolvers<undefined>();
    const limit = setTimeout(() => resolve(undefined), drainMs);
    await Promise.race([Promise.all(sending), late]);
    clearTimeout(limit);
    draining = false;
    if (held.rows === 0) return;
    ended = true;
    drop('ended', held.rows);
  }

  onShutdown(`bigquery:${table}`, drain);
  return { push, drain };
}

const passing = new Set(['backendError', 'internalError', 'rateLimitExceeded', 'stopped', 'timeout']);

type PartialFailure = { errors: { row: Row; errors: { reason?: string }[] }[] };

/** Where BigQuery took some rows and not others: which it refused for good, and which may do another time. */
function failedRows(
  cause: unknown,
): { refused: { ids: string[]; reasons: string[] }; again: Row[] } | undefined {
  if (!(cause instanceof Error) || cause.name !== 'PartialFailureError') return undefined;
  const refused = { ids: [] as string[], reasons: [] as string[] };
  const again: Row[] = [];
  for (const { row, errors } of (cause as unknown as PartialFailure).errors) {
    const reasons = errors.map((error) => error.reason ?? 'unknown');
    if (reasons.every((reason) => passing.has(reason))) {
      again.push(row);
    } else {
      refused.ids.push(row.insertId);
      refused.reasons = [...new Set([...refused.reasons, ...reasons])];
    }
  }
  return { refused, again };
}

import { reformatTimestamps } from './encode-rows.ts';
import type { WireRow } from './encode-rows.ts';
import type { Job } from './job-store.ts';
import { Refusal } from './refusal.ts';
import type { QueryResult } from './run-query.ts';
import type { readTimestampFormat } from './timestamp-format.ts';

const maxPageRows = 10_000;

/** A job as the calls on jobs answer it. */
export function showJob(job: Job, result = job.done) {
  const error = job.failed === undefined ? undefined : errorOf(job.failed);
  return {
    kind: 'bigquery#job',
    id: `${job.project}:${job.location}.${job.id}`,
    jobReference: reference(job),
    configuration: { jobType: 'QUERY', query: job.configuration },
    status: {
      state: result || error ? 'DONE' : 'RUNNING',
      ...(error ? { errorResult: error, errors: [error] } : {}),
    },
    statistics: {
      creationTime: String(job.created),
      startTime: String(job.created),
      ...(result || error ? { endTime: String(job.ended ?? job.created) } : {}),
      ...(result ? { query: { statementType: result.statement, ...changesOf(result) } } : {}),
    },
  };
}

function errorOf(cause: unknown) {
  return cause instanceof Refusal
    ? { reason: cause.reason, message: cause.message }
    : { reason: 'internalError', message: String(cause) };
}

const reference = ({ project, id, location: place }: Job) => ({
  projectId: project,
  jobId: id,
  location: place,
});

function changesOf({ changes }: QueryResult) {
  if (!changes) return {};
  const { inserted, updated, deleted } = changes;
  return {
    numDmlAffectedRows: String(inserted + updated + deleted),
    dmlStats: {
      insertedRowCount: String(inserted),
      updatedRowCount: String(updated),
      deletedRowCount: String(deleted),
    },
  };
}

/** A page of a job's rows, or that they are not there yet. */
export function showRows(
  job: Job,
  result: QueryResult | undefined,
  start: number,
  maxResults: number | undefined,
  format: ReturnType<typeof readTimestampFormat>,
  kind: string,
) {
  if (!result) return { kind, jobReference: reference(job), jobComplete: false };
  const end = start + Math.min(maxResults ?? maxPageRows, maxPageRows);
  const rows = result.rows.slice(start, end).map((row) => JSON.parse(row) as WireRow);
  return {
    kind,
    jobReference: reference(job),
    jobComplete: true,
    totalBytesProcessed: '0',
    cacheHit: false,
    ...changesOf(result),
    ...(result.changes
      ? {}
      : {
          schema: { fields: result.fields },
          totalRows: String(result.rows.length),
          rows:
            format === 'micros' ? rows : rows.map((row) => reformatTimestamps(result.fields, row, format)),
        }),
    ...(end < result.rows.length ? { pageToken: String(end) } : {}),
  };
}

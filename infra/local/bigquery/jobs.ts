import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { encodeRow } from './encode-rows.ts';
import { parseBody } from './parse-body.ts';
import { readCount } from './read-page.ts';
import { notFound, unspoken } from './refusal.ts';
import type { createQueries, QueryResult } from './run-query.ts';
import { readTimestampFormat } from './timestamp-format.ts';

const queryBody = z.looseObject({
  query: z.string(),
  maxResults: z.number().int().positive().optional(),
  formatOptions: z.record(z.string(), z.unknown()).optional(),
});

type Job = { project: string; id: string; result: QueryResult; created: number };

/** The calls on queries and jobs. */
export function createJobs(queries: ReturnType<typeof createQueries>, now: () => number) {
  const jobs = new Map<string, Job>();
  const find = (project: string, id: string): Job => {
    const job = jobs.get(id);
    if (job?.project !== project) throw notFound(`Job ${project}:${id}`);
    return job;
  };
  return {
    async query(project: string, raw: unknown) {
      const body = parseBody(queryBody, raw);
      const result = await queries.run({ sql: body.query, project, defaultDataset: undefined });
      const job = { project, id: randomUUID(), result, created: now() };
      jobs.set(job.id, job);
      const format = readTimestampFormat((key) => body.formatOptions?.[key]);
      return {
        kind: 'bigquery#queryResponse',
        jobReference: { projectId: project, jobId: job.id, location: 'US' },
        jobComplete: true,
        schema: { fields: result.fields },
        totalRows: String(result.rows.length),
        rows: result.rows.map((row) => encodeRow(result.fields, row, format)),
      };
    },
    results(project: string, id: string, query: URLSearchParams) {
      void readCount(query, 'maxResults');
      return { job: find(project, id).id };
    },
    insert(_project: string, _raw: unknown): object {
      throw unspoken('The local BigQuery does not speak jobs yet.');
    },
    list(_project: string, _query: URLSearchParams): object {
      throw unspoken('The local BigQuery does not list jobs.');
    },
    get: (project: string, id: string) => ({ id: find(project, id).id }),
    cancel: (project: string, id: string) => ({ id: find(project, id).id }),
  };
}

import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { createJobStore } from './job-store.ts';
import type { Job } from './job-store.ts';
import { parseBody } from './parse-body.ts';
import { queryParameters } from './query-parameters.ts';
import { readCount, readPage } from './read-page.ts';
import { duplicate, invalid, unspoken } from './refusal.ts';
import { showJob, showRows } from './show-job.ts';
import type { createQueries, Query, QueryResult } from './run-query.ts';
import { readTimestampFormat } from './timestamp-format.ts';

const location = z.string().nullish();
const datasetReference = z.looseObject({ datasetId: z.string(), projectId: z.string().nullish() });
const queryConfiguration = z.looseObject({
  query: z.string(),
  useLegacySql: z.boolean().nullish(),
  queryParameters: queryParameters.nullish(),
  defaultDataset: datasetReference.nullish(),
});
const queryBody = queryConfiguration.extend({
  maxResults: z.number().int().positive().nullish(),
  timeoutMs: z.number().int().nonnegative().nullish(),
  requestId: z.string().nullish(),
  dryRun: z.boolean().nullish(),
  location,
  formatOptions: z.record(z.string(), z.unknown()).nullish(),
});
const jobBody = z.looseObject({
  jobReference: z.looseObject({ jobId: z.string().nullish(), location }).nullish(),
  configuration: z.looseObject({ query: queryConfiguration.nullish(), dryRun: z.boolean().nullish() }),
});
type QueryConfiguration = z.infer<typeof queryConfiguration>;

const jobId = /^[A-Za-z0-9_-]{1,1024}$/;
// What changes what a query does; the rest of a configuration may be passed over.
const unspokenSettings = [
  'destinationTable',
  'tableDefinitions',
  'userDefinedFunctionResources',
  'timePartitioning',
  'rangePartitioning',
  'clustering',
  'schemaUpdateOptions',
  'createSession',
  'connectionProperties',
  'continuous',
];
const defaultWaitMs = 10_000;

/** The calls on queries and jobs. */
export function createJobs(queries: ReturnType<typeof createQueries>, now: () => number) {
  const jobs = createJobStore(now);

  function start(project: string, id: string, place: string, configuration: QueryConfiguration): Job {
    if (jobs.find(project, id)) throw duplicate(`Job ${project}:${place}.${id}`);
    return jobs.add({
      project,
      id,
      location: place,
      configuration,
      created: now(),
      result: queries.run(toQuery(project, configuration)),
    });
  }

  /** The first answer to a call that starts a job; a query that does not stand leaves no job behind. */
  async function first(job: Job, waitMs: number): Promise<QueryResult | undefined> {
    try {
      return await wait(job, waitMs);
    } catch (cause) {
      jobs.remove(job);
      throw cause;
    }
  }

  /** The result, once it is there, or nothing when that takes longer than the caller waits. */
  async function wait(job: Job, waitMs: number): Promise<QueryResult | undefined> {
    const timer = new AbortController();
    const late = delay(waitMs, undefined, { signal: timer.signal }).catch(() => undefined);
    try {
      return await Promise.race([job.result, late]);
    } finally {
      timer.abort();
    }
  }

  return {
    /** `jobs.query`, the client's fast path: runs and answers the first page. */
    async query(project: string, raw: unknown) {
      const body = parseBody(queryBody, raw);
      if (body.dryRun)
        throw unspoken('The local BigQuery estimates no bytes, so it does not speak dry runs.');
      const format = readTimestampFormat((key) => body.formatOptions?.[key]);
      // A request sent again after a lost answer must not run again.
      const id = body.requestId && jobId.test(body.requestId) ? `request_${body.requestId}` : randomUUID();
      const job = jobs.find(project, id) ?? start(project, id, body.location ?? 'US', body);
      const result = await first(job, body.timeoutMs ?? defaultWaitMs);
      return showRows(job, result, 0, body.maxResults ?? undefined, format, 'bigquery#queryResponse');
    },

    /** `jobs.getQueryResults`: a page of a job's rows. */
    async results(project: string, id: string, query: URLSearchParams) {
      const job = jobs.get(project, id);
      const result = await wait(job, readCount(query, 'timeoutMs') ?? defaultWaitMs);
      const start = readCount(query, 'pageToken') ?? readCount(query, 'startIndex') ?? 0;
      const format = readTimestampFormat((key) => query.get(`formatOptions.${key}`));
      return showRows(
        job,
        result,
        start,
        readCount(query, 'maxResults'),
        format,
        'bigquery#getQueryResultsResponse',
      );
    },

    /** `jobs.insert`; a query that does not stand is refused at once. */
    async insert(project: string, raw: unknown) {
      const { configuration, jobReference } = parseBody(jobBody, raw);
      if (!configuration.query) throw unspoken('The local BigQuery runs query jobs only.');
      if (configuration.dryRun) {
        throw unspoken('The local BigQuery estimates no bytes, so it does not speak dry runs.');
      }
      const id = jobReference?.jobId ?? randomUUID();
      if (!jobId.test(id)) throw invalid(`Invalid job ID "${id}"`);
      const job = start(project, id, jobReference?.location ?? 'US', configuration.query);
      return showJob(job, await first(job, defaultWaitMs));
    },

    get: (project: string, id: string) => showJob(jobs.get(project, id)),

    list(project: string, query: URLSearchParams) {
      const found = readPage(jobs.list(project), query);
      return {
        kind: 'bigquery#jobList',
        nextPageToken: found.next,
        jobs: found.items.map((job) => ({
          ...showJob(job),
          state: job.ended === undefined ? 'RUNNING' : 'DONE',
        })),
      };
    },

    cancel(project: string, id: string): object {
      throw unspoken(`The local BigQuery runs job ${project}:${id} to its end.`);
    },
  };
}

function toQuery(project: string, configuration: QueryConfiguration): Query {
  if (configuration.useLegacySql !== false) {
    throw unspoken('The local BigQuery speaks GoogleSQL: send useLegacySql false.');
  }
  const setting = unspokenSettings.find((name) => {
    const value = configuration[name];
    return (
      value !== undefined &&
      value !== null &&
      value !== false &&
      !(Array.isArray(value) && value.length === 0)
    );
  });
  if (setting) throw unspoken(`The local BigQuery does not speak ${setting} on queries.`);
  const { defaultDataset } = configuration;
  return {
    sql: configuration.query,
    project,
    defaultDataset: defaultDataset
      ? { project: defaultDataset.projectId ?? project, dataset: defaultDataset.datasetId }
      : undefined,
    parameters: configuration.queryParameters ?? [],
  };
}

import type { createDatasets } from './datasets.ts';
import type { Answer, Call } from './http-server.ts';
import type { createInserts } from './insert-rows.ts';
import type { createJobs } from './jobs.ts';
import { unspoken } from './refusal.ts';
import type { TableName } from './resources.ts';
import type { createTables } from './tables.ts';

/** What the routes lead to. */
export type Faces = {
  datasets: ReturnType<typeof createDatasets>;
  tables: ReturnType<typeof createTables>;
  jobs: ReturnType<typeof createJobs>;
  insertAll: ReturnType<typeof createInserts>['insertAll'];
  listRows: (name: TableName, query: URLSearchParams) => Promise<object>;
};

type Handler = (faces: Faces, call: Call, parts: readonly string[]) => Answer | Promise<Answer>;

const inDataset = ([project = '', dataset = '']: readonly string[]) => ({ project, dataset });
const inTable = (parts: readonly string[]) => ({ ...inDataset(parts), table: parts[2] ?? '' });
const ifMatch = ({ headers }: Call) => headers['if-match'];

const datasets = 'projects/*/datasets';
const tables = `${datasets}/*/tables`;

const routes: Record<string, Handler> = {
  [`GET ${datasets}`]: (faces, { query }, [project = '']) => faces.datasets.list(project, query),
  [`POST ${datasets}`]: (faces, { body }, [project = '']) => faces.datasets.insert(project, body),
  [`GET ${datasets}/*`]: (faces, _call, parts) => faces.datasets.get(inDataset(parts)),
  [`PATCH ${datasets}/*`]: (faces, call, parts) =>
    faces.datasets.update(inDataset(parts), call.body, true, ifMatch(call)),
  [`PUT ${datasets}/*`]: (faces, call, parts) =>
    faces.datasets.update(inDataset(parts), call.body, false, ifMatch(call)),
  [`DELETE ${datasets}/*`]: (faces, { query }, parts) =>
    faces.datasets.delete(inDataset(parts), query.get('deleteContents') === 'true'),

  [`GET ${tables}`]: (faces, { query }, parts) => faces.tables.list(inDataset(parts), query),
  [`POST ${tables}`]: (faces, { body }, parts) => faces.tables.insert(inDataset(parts), body),
  [`GET ${tables}/*`]: (faces, _call, parts) => faces.tables.get(inTable(parts)),
  [`PATCH ${tables}/*`]: (faces, call, parts) =>
    faces.tables.update(inTable(parts), call.body, true, ifMatch(call)),
  [`PUT ${tables}/*`]: (faces, call, parts) =>
    faces.tables.update(inTable(parts), call.body, false, ifMatch(call)),
  [`DELETE ${tables}/*`]: (faces, _call, parts) => faces.tables.delete(inTable(parts)),
  [`POST ${tables}/*/insertAll`]: (faces, { body }, parts) => faces.insertAll(inTable(parts), body),
  [`GET ${tables}/*/data`]: (faces, { query }, parts) => faces.listRows(inTable(parts), query),

  'POST projects/*/queries': (faces, { body }, [project = '']) => faces.jobs.query(project, body),
  'GET projects/*/queries/*': (faces, { query }, [project = '', job = '']) =>
    faces.jobs.results(project, job, query),
  'POST projects/*/jobs': (faces, { body }, [project = '']) => faces.jobs.insert(project, body),
  'GET projects/*/jobs': (faces, { query }, [project = '']) => faces.jobs.list(project, query),
  'GET projects/*/jobs/*': (faces, _call, [project = '', job = '']) => faces.jobs.get(project, job),
  'POST projects/*/jobs/*/cancel': (faces, _call, [project = '', job = '']) =>
    faces.jobs.cancel(project, job),
};

const table = Object.entries(routes).map(([pattern, handler]) => {
  const [method = '', path = ''] = pattern.split(' ');
  return { method, segments: path.split('/'), handler };
});

/** Answers a call by the route table; both forms of the client's base URL reach it. */
export async function route(faces: Faces, call: Call): Promise<Answer> {
  const segments = call.path
    .replace(/^\/+(?:bigquery\/v2\/)?/, '')
    .replace(/\/+$/, '')
    .split('/')
    .map(decode);
  for (const { method, segments: pattern, handler } of table) {
    if (method !== call.method || pattern.length !== segments.length) continue;
    if (!pattern.every((part, index) => part === '*' || part === segments[index])) continue;
    return handler(
      faces,
      call,
      segments.filter((_segment, index) => pattern[index] === '*'),
    );
  }
  throw unspoken(`The local BigQuery does not speak ${call.method} ${call.path}.`);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

import type { Catalog } from './catalog.ts';
import { duckDataset } from './catalog.ts';
import { duplicate, invalid, Refusal, unspoken } from './refusal.ts';
import { datasetBody, datasetLabel } from './resources.ts';
import type { Dataset, DatasetName, Kept } from './resources.ts';
import { readPage } from './read-page.ts';
import { parseBody } from './parse-body.ts';

const datasetId = /^[A-Za-z0-9_]{1,1024}$/;

/** The calls on datasets. */
export function createDatasets(catalog: Catalog, now: () => number) {
  const show = (name: DatasetName, { body, created, modified, version }: Dataset) => ({
    ...withoutNulls(body),
    kind: 'bigquery#dataset',
    etag: etagOf(version),
    id: datasetLabel(name),
    datasetReference: { projectId: name.project, datasetId: name.dataset },
    location: body.location ?? 'US',
    creationTime: String(created),
    lastModifiedTime: String(modified),
  });

  return {
    get: (name: DatasetName) => show(name, catalog.dataset(name)),

    list(project: string, query: URLSearchParams) {
      const page = readPage(catalog.datasets(project), query);
      return {
        kind: 'bigquery#datasetList',
        nextPageToken: page.next,
        datasets: page.items.map(([name, dataset]) => show(name, dataset)),
      };
    },

    async insert(project: string, raw: unknown) {
      const body = parseBody(datasetBody, raw);
      const dataset = body.datasetReference?.datasetId ?? '';
      if (!datasetId.test(dataset)) {
        throw invalid(
          `Invalid dataset ID "${dataset}". Dataset IDs must be alphanumeric (plus underscores) and must be at most 1024 characters long.`,
        );
      }
      const name = { project, dataset };
      const at = now();
      const value: Dataset = { body, created: at, modified: at, version: at };
      await catalog.change(async (connection, draft) => {
        if (catalog.findDataset(name)) throw duplicate(`Dataset ${datasetLabel(name)}`);
        assertNoTwin(
          dataset,
          catalog.datasets(project).map(([other]) => other.dataset),
        );
        await connection.run(`CREATE SCHEMA ${duckDataset(name)}`);
        draft.dataset(name, value);
      });
      return show(name, value);
    },

    /** PATCH keeps what is not said; PUT does not. */
    async update(name: DatasetName, raw: unknown, keep: boolean, match: string | undefined) {
      const body = parseBody(datasetBody, raw);
      let value = catalog.dataset(name);
      await catalog.change((_connection, draft) => {
        const before = catalog.dataset(name);
        assertMatch(before, match);
        if (body.location && body.location !== (before.body.location ?? 'US')) {
          throw invalid('Cannot change the location of a dataset.');
        }
        value = revise(before, keep ? mergePatch(before.body, body) : body, now());
        draft.dataset(name, value);
        return Promise.resolve();
      });
      return show(name, value);
    },

    async delete(name: DatasetName, withContents: boolean) {
      await catalog.change(async (connection, draft) => {
        catalog.dataset(name);
        const tables = catalog.tables(name);
        if (tables.length > 0 && !withContents) {
          throw new Refusal(400, 'resourceInUse', `Dataset ${datasetLabel(name)} is still in use`);
        }
        await connection.run(`DROP SCHEMA ${duckDataset(name)} CASCADE`);
        for (const [table] of tables) draft.table(table, undefined);
        draft.dataset(name, undefined);
      });
      return undefined;
    },
  };
}

export const etagOf = (version: number) => Buffer.from(`v${version}`).toString('base64url');

/** Google refuses a write that names an older version of what it changes. */
export function assertMatch({ version }: Kept<unknown>, match: string | undefined): void {
  if (match && match !== etagOf(version)) {
    throw new Refusal(412, 'conditionNotMet', 'Precondition Failed: the resource has changed meanwhile.');
  }
}

/** The next version of a kept resource. */
export const revise = <Body>({ created, version }: Kept<Body>, body: Body, at: number): Kept<Body> => ({
  body,
  created,
  modified: at,
  version: Math.max(version + 1, at),
});

/** JSON merge patch, one level deep but for labels, where a null takes a key away. */
export function mergePatch<Body extends { labels?: Record<string, string | null> | null | undefined }>(
  before: Body,
  patch: Body,
): Body {
  const labels = patch.labels ? withoutNulls({ ...before.labels, ...patch.labels }) : patch.labels;
  return { ...before, ...patch, ...(labels === undefined ? {} : { labels }) };
}

export const withoutNulls = <T extends object>(body: T): Partial<T> =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null)) as Partial<T>;

/** DuckDB's names are the same in any case; BigQuery's are not. */
export function assertNoTwin(name: string, others: readonly string[]): void {
  const twin = others.find((other) => other !== name && other.toLowerCase() === name.toLowerCase());
  if (twin) {
    throw unspoken(`The local BigQuery cannot tell "${name}" from "${twin}", which differs only in case.`);
  }
}

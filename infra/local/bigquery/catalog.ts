import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { quoteName } from './column-types.ts';
import { notFound } from './refusal.ts';
import { datasetBody, datasetLabel, tableBody, tableLabel } from './resources.ts';
import type { Dataset, DatasetName, Table, TableName } from './resources.ts';
import type { Warehouse } from './warehouse.ts';

/** What exists: datasets, tables and views. */
export type Catalog = {
  findDataset(name: DatasetName): Dataset | undefined;
  findTable(name: TableName): Table | undefined;
  dataset(name: DatasetName): Dataset;
  table(name: TableName): Table;
  datasets(project: string): [DatasetName, Dataset][];
  tables(name: DatasetName): [TableName, Table][];
  /** Changes the catalog and the warehouse together, or neither. */
  change<T>(work: (connection: DuckDBConnection, draft: Draft) => Promise<T>): Promise<T>;
};

export type Draft = {
  dataset(name: DatasetName, value: Dataset | undefined): void;
  table(name: TableName, value: Table | undefined): void;
};

const kept = { created: z.number(), modified: z.number(), version: z.number() };
const datasetRecord = z.object({ body: datasetBody, ...kept });
const tableRecord = z.object({ body: tableBody, ...kept });
const catalogRow = z.tuple([z.string(), z.string(), z.string(), z.string()]);

/** Where a dataset's tables are, for SQL. */
export const duckDataset = ({ project, dataset }: DatasetName) => quoteName(`${project}.${dataset}`);
/** Where a table's rows are, for SQL. */
export const duckTable = (name: TableName) => `${duckDataset(name)}.${quoteName(name.table)}`;

const datasetKey = ({ project, dataset }: DatasetName) => `${project}\n${dataset}`;
const tableKey = (name: TableName) => `${datasetKey(name)}\n${name.table}`;

/** Reads what the warehouse holds. */
export async function openCatalog(warehouse: Warehouse): Promise<Catalog> {
  const datasets = new Map<string, [DatasetName, Dataset]>();
  const tables = new Map<string, [TableName, Table]>();

  const stored = await warehouse.write(async (connection) => {
    await connection.run(`
      CREATE SCHEMA IF NOT EXISTS butler;
      CREATE TABLE IF NOT EXISTS butler.catalog (project VARCHAR, dataset VARCHAR, "table" VARCHAR, body VARCHAR)`);
    return connection.runAndReadAll(
      'SELECT project, dataset, "table", body FROM butler.catalog ORDER BY ALL',
    );
  });
  for (const row of z.array(catalogRow).parse(stored.getRows())) {
    const [project, dataset, table, json] = row;
    const body: unknown = JSON.parse(json);
    const name = { project, dataset, table };
    if (table === '') datasets.set(datasetKey(name), [{ project, dataset }, datasetRecord.parse(body)]);
    else tables.set(tableKey(name), [name, tableRecord.parse(body)]);
  }

  const catalog: Catalog = {
    findDataset: (name) => datasets.get(datasetKey(name))?.[1],
    findTable: (name) => tables.get(tableKey(name))?.[1],
    dataset(name) {
      const found = catalog.findDataset(name);
      if (!found) throw notFound(`Dataset ${datasetLabel(name)}`);
      return found;
    },
    table(name) {
      catalog.dataset(name);
      const found = catalog.findTable(name);
      if (!found) throw notFound(`Table ${tableLabel(name)}`);
      return found;
    },
    datasets: (project) => byName(datasets).filter(([name]) => name.project === project),
    tables: ({ project, dataset }) =>
      byName(tables).filter(([name]) => name.project === project && name.dataset === dataset),
    change(work) {
      const saves: { names: string[]; value: object | undefined; apply: () => void }[] = [];
      const draft: Draft = {
        dataset(name, value) {
          const key = datasetKey(name);
          const apply = () => (value ? datasets.set(key, [name, value]) : datasets.delete(key));
          saves.push({ names: [name.project, name.dataset, ''], value, apply });
        },
        table(name, value) {
          const key = tableKey(name);
          const apply = () => (value ? tables.set(key, [name, value]) : tables.delete(key));
          saves.push({ names: [name.project, name.dataset, name.table], value, apply });
        },
      };
      return warehouse.write(
        async (connection) => {
          const result = await work(connection, draft);
          for (const { names, value } of saves) await save(connection, names, value);
          return result;
        },
        () => saves.forEach(({ apply }) => apply()),
      );
    },
  };
  return catalog;
}

async function save(connection: DuckDBConnection, names: string[], value: object | undefined) {
  await connection.run(
    'DELETE FROM butler.catalog WHERE project = $1 AND dataset = $2 AND "table" = $3',
    names,
  );
  if (!value) return;
  await connection.run('INSERT INTO butler.catalog VALUES ($1, $2, $3, $4)', [
    ...names,
    JSON.stringify(value),
  ]);
}

const byName = <T>(entries: Map<string, T>): T[] =>
  [...entries].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, entry]) => entry);

import { duckTable } from './catalog.ts';
import type { Catalog } from './catalog.ts';
import { checkFields } from './column-types.ts';
import { assertMatch, assertNoTwin, etagOf, mergePatch, revise, withoutNulls } from './datasets.ts';
import { parseBody } from './parse-body.ts';
import { readPage } from './read-page.ts';
import { duplicate, invalid, unspoken } from './refusal.ts';
import { tableBody, tableLabel } from './resources.ts';
import type { DatasetName, Field, Table, TableBody, TableName } from './resources.ts';
import { planSchemaChange } from './schema-change.ts';
import { streamedAtColumn, tableDefinition } from './table-columns.ts';
import type { Warehouse } from './warehouse.ts';

export type TablesOptions = {
  warehouse: Warehouse;
  catalog: Catalog;
  now: () => number;
  freshRowsMs: number;
  /** The columns a view's query gives; refuses a query that does not run. */
  viewFields: (name: TableName, query: string) => Promise<Field[]>;
  /** Told when a table's rows are gone. */
  onDelete: (name: TableName) => void;
};

const tableId = /^[\p{L}\p{M}\p{N}_\- ]{1,1024}$/u;

/** The calls on tables and views. */
export function createTables({ warehouse, catalog, now, freshRowsMs, viewFields, onDelete }: TablesOptions) {
  const show = (name: TableName, table: Table) =>
    describe(name, table, catalog.findDataset(name)?.body.location);

  async function check(name: TableName, body: TableBody): Promise<TableBody> {
    if (body['externalDataConfiguration'] || body['materializedView'] || body['rangePartitioning']) {
      throw unspoken('The local BigQuery has plain tables and views only.');
    }
    if (body.view) {
      if (body.view.useLegacySql !== false) {
        throw unspoken('The local BigQuery speaks GoogleSQL: make the view with useLegacySql false.');
      }
      return { ...body, schema: { fields: await viewFields(name, body.view.query) } };
    }
    const fields = checkFields(body.schema?.fields ?? []);
    checkLayout(body, fields);
    return { ...body, schema: { fields } };
  }

  return {
    async get(name: TableName) {
      const table = catalog.table(name);
      return { ...show(name, table), ...(await countRows(warehouse, name, table, now() - freshRowsMs)) };
    },

    list(of: DatasetName, query: URLSearchParams) {
      catalog.dataset(of);
      const all = catalog.tables(of);
      const page = readPage(all, query);
      return {
        kind: 'bigquery#tableList',
        totalItems: all.length,
        nextPageToken: page.next,
        tables: page.items.map(([name, table]) => ({ ...show(name, table), schema: undefined })),
      };
    },

    async insert(of: DatasetName, raw: unknown) {
      const said = parseBody(tableBody, raw);
      const name = { ...of, table: said.tableReference?.tableId ?? '' };
      if (!tableId.test(name.table)) throw invalid(`Invalid table ID "${name.table}".`);
      catalog.dataset(of);
      if (catalog.findTable(name)) throw duplicate(`Table ${tableLabel(name)}`);
      const body = await check(name, said);
      const at = now();
      const value: Table = { body, created: at, modified: at, version: at };
      await catalog.change(async (connection, draft) => {
        catalog.dataset(of);
        if (catalog.findTable(name)) throw duplicate(`Table ${tableLabel(name)}`);
        assertNoTwin(
          name.table,
          catalog.tables(of).map(([other]) => other.table),
        );
        if (!body.view) {
          await connection.run(
            `CREATE TABLE ${duckTable(name)} (${tableDefinition(body.schema?.fields ?? [])})`,
          );
        }
        draft.table(name, value);
      });
      return show(name, value);
    },

    /** PATCH keeps what is not said; PUT does not. A schema may only grow or loosen. */
    async update(name: TableName, raw: unknown, keep: boolean, match: string | undefined) {
      const said = parseBody(tableBody, raw);
      const value = await catalog.change(async (connection, draft) => {
        const before = catalog.table(name);
        assertMatch(before, match);
        const merged = keep ? mergePatch(before.body, said) : said;
        if (Boolean(merged.view) !== Boolean(before.body.view)) {
          throw invalid('Cannot change a table into a view or a view into a table.');
        }
        const body = await check(name, said.schema ? merged : { ...merged, schema: before.body.schema });
        checkLayoutChange(name, before.body, body);
        if (!body.view) {
          const change = planSchemaChange(name, before.body.schema?.fields ?? [], body.schema?.fields ?? []);
          for (const sql of change.statements) await connection.run(`ALTER TABLE ${duckTable(name)} ${sql}`);
          body.schema = { fields: change.fields };
        }
        const after = revise(before, body, now());
        draft.table(name, after);
        return after;
      });
      return show(name, value);
    },

    async delete(name: TableName) {
      await catalog.change(async (connection, draft) => {
        const { body } = catalog.table(name);
        if (!body.view) await connection.run(`DROP TABLE ${duckTable(name)}`);
        draft.table(name, undefined);
      });
      onDelete(name);
      return undefined;
    },
  };
}

function describe(name: TableName, { body, created, modified, version }: Table, location = 'US') {
  return {
    ...withoutNulls(body),
    kind: 'bigquery#table',
    etag: etagOf(version),
    id: tableLabel(name),
    tableReference: { projectId: name.project, datasetId: name.dataset, tableId: name.table },
    type: body.view ? 'VIEW' : 'TABLE',
    location,
    creationTime: String(created),
    lastModifiedTime: String(modified),
  };
}

async function countRows(warehouse: Warehouse, name: TableName, { body }: Table, freshSince: number) {
  if (body.view) return {};
  const found = await warehouse.read((connection) =>
    connection.runAndReadAll(
      `SELECT count(*), count(*) FILTER (${streamedAtColumn} > ${freshSince}), min(${streamedAtColumn}) FILTER (${streamedAtColumn} > ${freshSince})
       FROM ${duckTable(name)}`,
    ),
  );
  const [rows, fresh, oldest] = found.getRows()[0] ?? [];
  const buffer = { estimatedRows: String(fresh), estimatedBytes: '0', oldestEntryTime: String(oldest) };
  return { numRows: String(rows), numBytes: '0', ...(Number(fresh) > 0 ? { streamingBuffer: buffer } : {}) };
}

function checkLayout({ timePartitioning, clustering }: TableBody, fields: readonly Field[]): void {
  const find = (name: string) => fields.find((field) => field.name.toLowerCase() === name.toLowerCase());
  if (timePartitioning) {
    if (timePartitioning.type !== 'DAY') {
      throw unspoken('The local BigQuery partitions tables by DAY only.');
    }
    const type = timePartitioning.field === undefined ? 'DATE' : find(timePartitioning.field)?.type;
    if (!type || !['DATE', 'TIMESTAMP', 'DATETIME'].includes(type)) {
      throw invalid(
        `The field specified for partitioning must be a top-level DATE, TIMESTAMP or DATETIME column: ${timePartitioning.field}.`,
      );
    }
  }
  for (const name of clustering?.fields ?? []) {
    if (!find(name))
      throw invalid(`The field specified for clustering cannot be found in the schema: ${name}.`);
  }
}

function checkLayoutChange(name: TableName, before: TableBody, after: TableBody): void {
  const was = before.timePartitioning;
  const is = after.timePartitioning;
  if (!before.view && (was?.type !== is?.type || was?.field !== is?.field)) {
    throw invalid(`Cannot change partitioning/clustering spec for a partitioned table: ${tableLabel(name)}.`);
  }
}

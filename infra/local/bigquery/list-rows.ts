import { duckTable } from './catalog.ts';
import type { Catalog } from './catalog.ts';
import { quoteName } from './column-types.ts';
import { encodeRow } from './encode-rows.ts';
import { readCount } from './read-page.ts';
import { invalid, unspoken } from './refusal.ts';
import { tableLabel } from './resources.ts';
import type { Field, TableName } from './resources.ts';
import { readTimestampFormat } from './timestamp-format.ts';
import type { Warehouse } from './warehouse.ts';

const maxPageRows = 10_000;

/** `tabledata.list`: the rows of a table, in the order they came. */
export async function listRows(
  warehouse: Warehouse,
  catalog: Catalog,
  name: TableName,
  query: URLSearchParams,
): Promise<object> {
  const { body } = catalog.table(name);
  if (body.view) throw invalid(`Cannot list a table of type VIEW: ${tableLabel(name)}`);
  const fields = pickFields(body.schema?.fields ?? [], query.get('selectedFields'));
  const start = readCount(query, 'pageToken') ?? readCount(query, 'startIndex') ?? 0;
  const size = Math.min(readCount(query, 'maxResults') ?? maxPageRows, maxPageRows);
  const columns = fields.map((field) => quoteName(field.name)).join(', ') || 'NULL';
  const [total, page] = await warehouse.read(async (connection) => {
    const count = await connection.runAndReadAll(`SELECT count(*) FROM ${duckTable(name)}`);
    const rows = await connection.runAndReadAll(
      `SELECT ${columns} FROM ${duckTable(name)} ORDER BY rowid LIMIT ${size} OFFSET ${start}`,
    );
    return [Number(count.getRows()[0]?.[0] ?? 0), rows.getRows()] as const;
  });
  const format = readTimestampFormat((key) => query.get(`formatOptions.${key}`));
  const end = start + page.length;
  return {
    kind: 'bigquery#tableDataList',
    totalRows: String(total),
    rows: page.map((row) => encodeRow(fields, row, format)),
    ...(end < total && page.length > 0 ? { pageToken: String(end) } : {}),
  };
}

function pickFields(fields: readonly Field[], selected: string | null): readonly Field[] {
  if (!selected) return fields;
  const wanted = selected.split(',').map((name) => name.trim().toLowerCase());
  if (wanted.some((name) => name.includes('.'))) {
    throw unspoken('The local BigQuery selects whole columns: name no field inside a record.');
  }
  return fields.filter(({ name }) => wanted.includes(name.toLowerCase()));
}

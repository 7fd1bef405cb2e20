import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { IdBounds } from './bound-ids.ts';
import type { Catalog } from './catalog.ts';
import { KEY_LIMIT } from './encode-key.ts';
import { isPoint, type Plan, type Span } from './plan-query.ts';

/** One run through the entries of a span, or through the documents themselves, of one collection. */
export type Reading = {
  collection: number;
  plan: Pick<Plan, 'probes' | 'descending'>;
  span: Span | undefined;
  ids: IdBounds;
  /** Entries to begin and end with, where cursors say so. */
  from: EntryMark | undefined;
  to: EntryMark | undefined;
  limit: number;
};

export type EntryMark = { key: Buffer; id: string | undefined };

export type ScannedRow = {
  key: number;
  id: string;
  created: number;
  updated: number;
  body: Uint8Array;
  /** 1 where the entry holds only the beginning of its value. */ cut: number;
};

export type Scan = {
  rows(reading: Reading): Iterable<ScannedRow>;
  count(reading: Reading): number;
};

type Condition = [sql: string, ...values: SQLInputValue[]];

/** Reads entries and documents in order, by statements prepared once for each shape of query. */
export function openScan(db: DatabaseSync, catalog: Catalog): Scan {
  const statements = new Map<string, StatementSync>();

  function prepare(sql: string): StatementSync {
    let statement = statements.get(sql);
    if (!statement) statements.set(sql, (statement = db.prepare(sql)));
    return statement;
  }

  function run(
    columns: string,
    reading: Reading,
    joined: boolean,
  ): { sql: string; values: SQLInputValue[] } | undefined {
    const { span, limit, plan } = reading;
    const conditions = span ? entryConditions(catalog, reading, span) : documentConditions(catalog, reading);
    if (!conditions) return undefined;
    const entries = joined
      ? 'firestore_entries s CROSS JOIN firestore_documents d ON d.key = s.document'
      : 'firestore_entries s';
    const direction = plan.descending ? 'DESC' : 'ASC';
    const order = span && !isPoint(span) ? `s.value ${direction}, s.id ${direction}` : `s.id ${direction}`;
    const where = conditions.map(([sql]) => sql).join(' AND ');
    return {
      sql: `SELECT ${columns} FROM ${span ? entries : 'firestore_documents s'} WHERE ${where} ORDER BY ${order} LIMIT ?`,
      values: [...conditions.flatMap(([, ...values]) => values), limit],
    };
  }

  return {
    rows(reading) {
      const columns = reading.span
        ? `d.key, s.id, d.created, d.updated, d.body, length(s.value) >= ${KEY_LIMIT} AS cut`
        : 's.key, s.id, s.created, s.updated, s.body, 0 AS cut';
      const found = run(columns, reading, true);
      if (!found) return [];
      return prepare(found.sql).iterate(...found.values) as unknown as Iterable<ScannedRow>;
    },
    count(reading) {
      const found = run('1', reading, false);
      if (!found) return 0;
      return Number(prepare(`SELECT COUNT(*) AS n FROM (${found.sql})`).get(...found.values)?.['n'] ?? 0);
    },
  };
}

function entryConditions(catalog: Catalog, reading: Reading, span: Span): Condition[] | undefined {
  const field = catalog.findField(span.field);
  if (field === undefined) return undefined;
  const conditions: Condition[] = [
    ['s.collection = ?', reading.collection],
    ['s.field = ?', field],
  ];
  if (isPoint(span)) {
    conditions.push(['s.value = ?', span.low]);
  } else {
    conditions.push([span.lowOpen ? 's.value > ?' : 's.value >= ?', span.low]);
    conditions.push([span.highOpen ? 's.value < ?' : 's.value <= ?', span.high]);
    const [least, most] = reading.plan.descending ? [reading.to, reading.from] : [reading.from, reading.to];
    if (least) conditions.push(markCondition('>=', least));
    if (most) conditions.push(markCondition('<=', most));
  }
  const probes = probeConditions(catalog, reading);
  return probes && [...conditions, ...idConditions(reading.ids), ...probes];
}

function documentConditions(catalog: Catalog, reading: Reading): Condition[] | undefined {
  const probes = probeConditions(catalog, reading);
  return probes && [['s.collection = ?', reading.collection], ...idConditions(reading.ids), ...probes];
}

function idConditions(ids: IdBounds): Condition[] {
  const conditions: Condition[] = [];
  if (ids.low !== undefined) conditions.push(['s.id >= ?', ids.low]);
  if (ids.high !== undefined) conditions.push(['s.id <= ?', ids.high]);
  return conditions;
}

function markCondition(comparison: '>=' | '<=', mark: EntryMark): Condition {
  if (mark.id === undefined) return [`s.value ${comparison} ?`, mark.key];
  return [`(s.value, s.id) ${comparison} (?, ?)`, mark.key, mark.id];
}

/** Whether a document has an entry is asked of the index alone, without reading the document. */
function probeConditions(catalog: Catalog, reading: Reading): Condition[] | undefined {
  const conditions: Condition[] = [];
  for (const { field, key } of reading.plan.probes) {
    const number = catalog.findField(field);
    if (number === undefined) return undefined;
    conditions.push([
      'EXISTS (SELECT 1 FROM firestore_entries p WHERE p.collection = s.collection AND p.field = ? AND p.value = ? AND p.id = s.id)',
      number,
      key,
    ]);
  }
  return conditions;
}

import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { BigQuery, TableField, TableMetadata } from '@google-cloud/bigquery';
import { z } from 'zod';
import { type Change, RefusedChange } from './change.ts';

const fieldSchema = z.strictObject({
  name: z.string().regex(/^\w+$/),
  type: z.enum(['STRING', 'INT64', 'FLOAT64', 'BOOL', 'TIMESTAMP', 'DATE', 'JSON']),
  mode: z.enum(['REQUIRED', 'NULLABLE', 'REPEATED']).default('NULLABLE'),
  description: z.string().default(''),
});
const tableSchema = z.strictObject({
  description: z.string(),
  partitionBy: z.string(),
  clusterBy: z.array(z.string()).min(1),
  /** What names a row once; of several alike, the view has one. */
  uniqueBy: z.array(z.string()).min(1).default(['event_id']),
  keep: z.enum(['first', 'last']).default('first'),
  fields: z.array(fieldSchema).min(1),
});
type Field = z.output<typeof fieldSchema>;
export type TablePlan = z.output<typeof tableSchema> & { name: string };

const folder = new URL('../bigquery/', import.meta.url);

/** The tables of `infra/bigquery`, one file each, named as the table. */
export function tablePlans(): TablePlan[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({
      name: basename(file, '.json'),
      ...tableSchema.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8'))),
    }));
}

/** The dataset and its tables, each with a view of one row per event id, which is what analysts read. */
export async function tableChanges(
  bigquery: BigQuery,
  dataset: { name: string; location: string },
  plans: readonly TablePlan[],
): Promise<Change[]> {
  const target = bigquery.dataset(dataset.name);
  const [exists] = await target.exists();
  const changes: Change[] = exists
    ? []
    : [
        {
          sign: '+',
          resource: `dataset ${dataset.name}`,
          apply: () => bigquery.createDataset(dataset.name, { location: dataset.location }),
        },
      ];
  for (const plan of plans) {
    const table = target.table(plan.name);
    const [made] = exists ? await table.exists() : [false];
    if (made) {
      const [actual] = (await table.getMetadata()) as [TableMetadata, unknown];
      changes.push(...columnChanges(plan, actual, (metadata) => table.setMetadata(metadata)));
    } else {
      const metadata = tableMetadata(plan);
      changes.push({
        sign: '+',
        resource: `table ${plan.name}`,
        apply: () => target.createTable(plan.name, metadata),
      });
    }
    const view = `${plan.name}_unique`;
    const query = uniqueRows(`${bigquery.projectId}.${dataset.name}.${plan.name}`, plan);
    const metadata = { view: { query, useLegacySql: false } };
    const [seen] = exists ? await target.table(view).exists() : [false];
    if (!seen) {
      changes.push({ sign: '+', resource: `view ${view}`, apply: () => target.createTable(view, metadata) });
      continue;
    }
    const [{ view: declared }] = (await target.table(view).getMetadata()) as [TableMetadata, unknown];
    const old = typeof declared === 'object' ? declared.query : undefined;
    if (old !== query) {
      changes.push({
        sign: '~',
        resource: `view ${view}`,
        detail: `${old ?? 'no query'} → ${query}`,
        apply: () => target.table(view).setMetadata(metadata),
      });
    }
  }
  return changes;
}

function uniqueRows(table: string, { uniqueBy, partitionBy, keep }: TablePlan): string {
  const order = keep === 'first' ? partitionBy : `${partitionBy} DESC`;
  return `SELECT * FROM \`${table}\` WHERE TRUE QUALIFY ROW_NUMBER() OVER (PARTITION BY ${uniqueBy.join(', ')} ORDER BY ${order}) = 1`;
}

function tableMetadata(plan: TablePlan): TableMetadata {
  return {
    description: plan.description,
    schema: { fields: plan.fields },
    timePartitioning: { type: 'DAY', field: plan.partitionBy },
    clustering: { fields: plan.clusterBy },
  };
}

/** New columns are added and REQUIRED ones relaxed; whatever would lose data is refused. */
function columnChanges(
  plan: TablePlan,
  actual: TableMetadata,
  set: (metadata: TableMetadata) => Promise<unknown>,
): Change[] {
  const { fields: existing = [] } = actual.schema as { fields?: TableField[] };
  const partition = actual.timePartitioning?.field;
  if (partition !== plan.partitionBy) {
    throw new RefusedChange(
      `Table ${plan.name} is partitioned by ${partition ?? 'nothing'}; that cannot be changed.`,
    );
  }
  const details: string[] = [];
  for (const column of existing) {
    const wanted = plan.fields.find((field) => field.name === column.name);
    if (!wanted)
      throw new RefusedChange(`Column ${plan.name}.${column.name ?? ''} would be dropped; that loses data.`);
    const relaxed = relaxation(plan.name, wanted, column);
    if (relaxed) details.push(`column ${wanted.name} ${relaxed}`);
  }
  for (const field of plan.fields) {
    if (existing.some((column) => column.name === field.name)) continue;
    if (field.mode === 'REQUIRED') {
      throw new RefusedChange(
        `New column ${plan.name}.${field.name} cannot be REQUIRED: rows without it exist.`,
      );
    }
    details.push(`column ${field.name} ${field.type} added`);
  }
  const clustered = actual.clustering?.fields ?? [];
  if (clustered.join() !== plan.clusterBy.join()) {
    details.push(`clustered by ${clustered.join(', ') || 'nothing'} → ${plan.clusterBy.join(', ')}`);
  }
  if (details.length === 0) return [];
  // BigQuery keeps the order of columns it has; new ones go last.
  const known = existing.flatMap((column) => plan.fields.filter((field) => field.name === column.name));
  const added = plan.fields.filter((field) => !known.includes(field));
  const metadata = { schema: { fields: [...known, ...added] }, clustering: { fields: plan.clusterBy } };
  return [
    { sign: '~', resource: `table ${plan.name}`, detail: details.join(', '), apply: () => set(metadata) },
  ];
}

const aliases: Record<string, string> = { INTEGER: 'INT64', FLOAT: 'FLOAT64', BOOLEAN: 'BOOL' };

function relaxation(table: string, wanted: Field, actual: TableField): string | undefined {
  const type = aliases[actual.type ?? ''] ?? actual.type;
  const mode = actual.mode ?? 'NULLABLE';
  if (type !== wanted.type) {
    throw new RefusedChange(
      `Column ${table}.${wanted.name} is ${type ?? 'untyped'}; it cannot become ${wanted.type}.`,
    );
  }
  if (mode === wanted.mode) return undefined;
  if (mode === 'REQUIRED' && wanted.mode === 'NULLABLE') return 'REQUIRED → NULLABLE';
  throw new RefusedChange(`Column ${table}.${wanted.name} is ${mode}; it cannot become ${wanted.mode}.`);
}

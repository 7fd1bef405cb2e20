import { z } from 'zod';

export type Field = {
  name: string;
  type: string;
  mode?: 'NULLABLE' | 'REQUIRED' | 'REPEATED' | undefined;
  description?: string | undefined;
  fields?: Field[] | undefined;
};

const fieldSchema: z.ZodType<Field> = z.lazy(() =>
  z.looseObject({
    name: z.string(),
    type: z.string(),
    mode: z
      .string()
      .transform((mode) => mode.toUpperCase())
      .pipe(z.enum(['NULLABLE', 'REQUIRED', 'REPEATED']))
      .optional(),
    description: z.string().optional(),
    fields: z.array(fieldSchema).optional(),
  }),
);

const labels = z.record(z.string(), z.string().nullable());
const text = z.string().nullable();

// What only the service says; a caller who sends back what it got does not set it.
const outputOnly =
  'kind etag id selfLink type creationTime lastModifiedTime numRows numBytes numLongTermBytes streamingBuffer';

function withoutOutputOnly<Body extends object>(body: Body): Body {
  const copy = { ...body };
  for (const key of outputOnly.split(' ')) Reflect.deleteProperty(copy, key);
  return copy;
}

/** What a caller may say of a dataset. */
export const datasetBody = z
  .looseObject({
    datasetReference: z.looseObject({ datasetId: z.string() }).optional(),
    location: z.string().optional(),
    friendlyName: text.optional(),
    description: text.optional(),
    labels: labels.nullable().optional(),
  })
  .transform(withoutOutputOnly);

/** What a caller may say of a table or view. */
export const tableBody = z
  .looseObject({
    tableReference: z.looseObject({ tableId: z.string() }).optional(),
    schema: z.looseObject({ fields: z.array(fieldSchema).optional() }).optional(),
    view: z.looseObject({ query: z.string(), useLegacySql: z.boolean().optional() }).optional(),
    timePartitioning: z.looseObject({ type: z.string(), field: z.string().optional() }).nullable().optional(),
    clustering: z
      .looseObject({ fields: z.array(z.string()) })
      .nullable()
      .optional(),
    friendlyName: text.optional(),
    description: text.optional(),
    labels: labels.nullable().optional(),
  })
  .transform(withoutOutputOnly);

export type DatasetBody = z.infer<typeof datasetBody>;
export type TableBody = z.infer<typeof tableBody>;

/** What is kept of a dataset or table beside its rows. */
export type Kept<Body> = { body: Body; created: number; modified: number; version: number };
export type Dataset = Kept<DatasetBody>;
export type Table = Kept<TableBody>;

export type DatasetName = { project: string; dataset: string };
export type TableName = DatasetName & { table: string };

export const datasetLabel = ({ project, dataset }: DatasetName) => `${project}:${dataset}`;
export const tableLabel = (name: TableName) => `${datasetLabel(name)}.${name.table}`;
/** A table's name as SQL writes it. */
export const tablePath = ({ project, dataset, table }: TableName) => `${project}.${dataset}.${table}`;

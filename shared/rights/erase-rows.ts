import type { BigQuery } from '@google-cloud/bigquery';
import { z } from 'zod';
import { log } from '../platform/log.ts';
import type { PersonalTable } from './schema.ts';

const countSchema = z.tuple([z.object({ n: z.number() })]);

export type RowsOptions = {
  bigquery: BigQuery;
  dataset: string;
  /** Under any of these ids. */
  people: readonly string[];
  /** Rows of later are of a new acquaintance. */
  until: number;
};

/**
 * Removes a person's rows from one table, and says how many went and how many are still there. Rows that were
 * streamed in lately cannot be removed yet; a table that was never made has none.
 */
export async function eraseRows(
  table: PersonalTable,
  { bigquery, dataset, people, until }: RowsOptions,
): Promise<{ removed: number; left: number }> {
  const params = { people: [...people], until: new Date(until) };
  const from = `FROM \`${bigquery.projectId}.${dataset}.${table.name}\``;
  const where = `WHERE user_id IN UNNEST(@people) AND \`${table.timeColumn}\` <= @until`;
  const count = async () => {
    const query = `SELECT COUNT(*) AS n ${from} ${where}`;
    const [rows]: unknown[] = await bigquery.query({ query, params });
    return countSchema.parse(rows)[0].n;
  };
  try {
    const before = await count();
    if (before === 0) return { removed: 0, left: 0 };
    const [job] = await bigquery.createQueryJob({ query: `DELETE ${from} ${where}`, params });
    await job.getQueryResults();
    const left = await count();
    return { removed: before - left, left };
  } catch (cause) {
    if (hasCode(cause, 404)) return { removed: 0, left: 0 };
    if (!isFresh(cause)) throw cause;
    log.info('rights.rows_too_fresh', { table: table.name });
    return { removed: 0, left: await count() };
  }
}

const hasCode = (cause: unknown, code: number) => (cause as { code?: unknown }).code === code;
const isFresh = (cause: unknown) => cause instanceof Error && /streaming buffer/i.test(cause.message);

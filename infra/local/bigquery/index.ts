export { startBigQuery } from './start-bigquery.ts';
export type { BigQueryOptions } from './start-bigquery.ts';

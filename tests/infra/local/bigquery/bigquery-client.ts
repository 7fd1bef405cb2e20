import { BigQuery } from '@google-cloud/bigquery';
import { PassThroughClient } from 'google-auth-library';
import { startBigQuery } from '../../../../infra/local/bigquery/index.ts';
import type { BigQueryOptions } from '../../../../infra/local/bigquery/index.ts';

/** The real client, pointed at a local BigQuery; it looks for no credentials. */
export const bigQueryClient = (apiEndpoint: string, projectId = 'demo-butler') =>
  new BigQuery({ apiEndpoint, projectId, authClient: new PassThroughClient() });

/** A local BigQuery with a client of it and an empty dataset `butler`. */
export async function startWithClient(options: Partial<BigQueryOptions> = {}) {
  const server = await startBigQuery({ file: ':memory:', ...options });
  const client = bigQueryClient(server.host);
  const [dataset] = await client.createDataset('butler');
  return { server, client, dataset };
}

/** What a call was refused with. */
export async function refusalOf(
  call: Promise<unknown>,
): Promise<{ code: number; reason: string; message: string }> {
  const cause: unknown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(cause instanceof Error) || !('code' in cause) || !('errors' in cause)) {
    throw new Error(`expected a refusal, got ${String(cause)}`);
  }
  const { code, errors, message } = cause as Error & { code: number; errors: { reason: string }[] };
  return { code, reason: errors[0]?.reason ?? '', message };
}

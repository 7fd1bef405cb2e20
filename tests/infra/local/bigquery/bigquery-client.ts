import { BigQuery } from '@google-cloud/bigquery';
import { PassThroughClient } from 'google-auth-library';

/** The real client, pointed at a local BigQuery; it looks for no credentials. */
export const bigQueryClient = (apiEndpoint: string, projectId = 'demo-butler') =>
  new BigQuery({ apiEndpoint, projectId, authClient: new PassThroughClient() });

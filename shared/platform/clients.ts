import type { BigQuery } from '@google-cloud/bigquery';
import type { Firestore } from '@google-cloud/firestore';
import type { PubSub } from '@google-cloud/pubsub';
import type { CloudSchedulerClient } from '@google-cloud/scheduler';
import { readConfig } from './config.ts';

const closers: (() => Promise<unknown>)[] = [];

/** Makes the client once, when it is first asked for; its library is loaded then and not before. */
function lazy<T>(
  make: (projectId: string) => Promise<T>,
  close: (client: T) => Promise<unknown>,
): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    if (made) return made;
    const making = make(readConfig(['GOOGLE_CLOUD_PROJECT']).GOOGLE_CLOUD_PROJECT);
    made = making;
    closers.push(async () => {
      made = undefined;
      await close(await making);
    });
    return making;
  };
}

/** Closes every client that was made; asking again makes a new one. */
export async function closeClients(): Promise<void> {
  await Promise.all(closers.splice(0).map((close) => close()));
}

/** The Firestore client. It reads FIRESTORE_EMULATOR_HOST itself and then asks for no credentials. */
export const firestore: () => Promise<Firestore> = /* @__PURE__ */ lazy(
  async (projectId) => new (await import('@google-cloud/firestore')).Firestore({ projectId }),
  (client) => client.terminate(),
);

/** The client of Firestore's settings: TTL policies. */
export const firestoreAdmin = /* @__PURE__ */ lazy(
  async (projectId) => {
    const { FIRESTORE_EMULATOR_HOST } = readConfig(['FIRESTORE_EMULATOR_HOST']);
    // Its own package holds the same client; one copy is enough.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    const { v1 } = await import('@google-cloud/firestore');
    return new v1.FirestoreAdminClient({ projectId, ...(await plainGrpc(FIRESTORE_EMULATOR_HOST)) });
  },
  (client) => client.close(),
);

/** The Pub/Sub client. It reads PUBSUB_EMULATOR_HOST itself and then asks for no credentials. */
export const pubsub: () => Promise<PubSub> = /* @__PURE__ */ lazy(
  async (projectId) => new (await import('@google-cloud/pubsub')).PubSub({ projectId }),
  (client) => client.close(),
);

/** The Cloud Scheduler client. */
export const scheduler: () => Promise<CloudSchedulerClient> = /* @__PURE__ */ lazy(
  async (projectId) => {
    const { CLOUD_SCHEDULER_EMULATOR_HOST } = readConfig(['CLOUD_SCHEDULER_EMULATOR_HOST']);
    const { CloudSchedulerClient } = await import('@google-cloud/scheduler');
    return new CloudSchedulerClient({ projectId, ...(await plainGrpc(CLOUD_SCHEDULER_EMULATOR_HOST)) });
  },
  (client) => client.close(),
);

/** The BigQuery client. */
export const bigquery: () => Promise<BigQuery> = /* @__PURE__ */ lazy(
  async (projectId) => {
    const { BIGQUERY_EMULATOR_HOST: apiEndpoint } = readConfig(['BIGQUERY_EMULATOR_HOST']);
    const { BigQuery } = await import('@google-cloud/bigquery');
    if (apiEndpoint === undefined) return new BigQuery({ projectId });
    const { PassThroughClient } = await import('google-auth-library');
    return new BigQuery({ projectId, apiEndpoint, authClient: new PassThroughClient() });
  },
  () => Promise.resolve(),
);

/** Options that point a gRPC client at a plain host:port, without looking for credentials. */
async function plainGrpc(host: string | undefined) {
  if (host === undefined) return {};
  const { credentials } = await import('@grpc/grpc-js');
  const [servicePath = '', port = ''] = host.split(':');
  return { servicePath, port: Number(port), sslCreds: credentials.createInsecure() };
}

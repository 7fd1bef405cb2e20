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
  const open = async () => make(readConfig(['GOOGLE_CLOUD_PROJECT']).GOOGLE_CLOUD_PROJECT);
  return () => {
    if (made) return made;
    const making = open();
    made = making;
    // What could not be made is tried again by the next who asks.
    making.catch(() => (made = undefined));
    closers.push(async () => {
      made = undefined;
      const client = await making.catch(() => undefined);
      if (client !== undefined) await close(client);
    });
    return making;
  };
}

/** Closes every client that was made; asking again makes a new one. */
export async function closeClients(): Promise<void> {
  await Promise.all(closers.splice(0).map((close) => close()));
}

/** The Firestore client. */
export const firestore: () => Promise<Firestore> = /* @__PURE__ */ lazy(
  async (projectId) => {
    const { FIRESTORE_EMULATOR_HOST } = readConfig(['FIRESTORE_EMULATOR_HOST']);
    const { Firestore } = await import('@google-cloud/firestore');
    // The older way of retrying streams repeats a refused query for seven seconds before it says so.
    const options = { projectId, gaxServerStreamingRetries: true };
    return refuseOnceClosed(
      new Firestore({
        ...options,
        ...(FIRESTORE_EMULATOR_HOST !== undefined && (await noCredentials())),
      }),
    );
  },
  (client) => client.terminate(),
);

/** So long closing waits for reads that have begun. */
const lastReadsMs = 1000;

/**
 * Rejects what is read after the client was closed, say behind the scenes while the process ends: the library itself
 * would let the read hang and leave a rejection that nobody can catch, which ends the process.
 */
function refuseOnceClosed(client: Firestore): Firestore {
  const requestStream: unknown = Reflect.get(client, 'requestStream');
  if (typeof requestStream !== 'function') return client;
  const terminate = client.terminate.bind(client);
  let isClosed = false;
  const begun = new Set<Promise<unknown>>();
  return Object.assign(client, {
    terminate: async () => {
      isClosed = true;
      const late = new Promise((resolve) => setTimeout(resolve, lastReadsMs));
      if (begun.size > 0) await Promise.race([Promise.allSettled(begun), late]);
      return terminate();
    },
    requestStream: (...asked: unknown[]): unknown => {
      if (isClosed) return Promise.reject(new Error('The Firestore client was closed.'));
      const stream = Promise.resolve(Reflect.apply(requestStream, client, asked) as unknown);
      begun.add(stream);
      const end = () => void begun.delete(stream);
      stream.then(end, end);
      return stream;
    },
  });
}

/** The client of Firestore's settings: TTL policies. */
export const firestoreAdmin = /* @__PURE__ */ lazy(
  async (projectId) => {
    const { FIRESTORE_EMULATOR_HOST } = readConfig(['FIRESTORE_EMULATOR_HOST']);
    // Its CommonJS makes v1 on demand, which an import by name does not see.
    const { default: library } = await import('@google-cloud/firestore');
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor is a package of its own, for this alone
    const { FirestoreAdminClient } = library.v1;
    return new FirestoreAdminClient({ projectId, ...(await plainGrpc(FIRESTORE_EMULATOR_HOST)) });
  },
  (client) => client.close(),
);

/** The Pub/Sub client. */
export const pubsub: () => Promise<PubSub> = /* @__PURE__ */ lazy(
  async (projectId) => {
    const { PUBSUB_EMULATOR_HOST } = readConfig(['PUBSUB_EMULATOR_HOST']);
    const { PubSub } = await import('@google-cloud/pubsub');
    return new PubSub({ projectId, ...(PUBSUB_EMULATOR_HOST !== undefined && (await noCredentials())) });
  },
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
    return new BigQuery({ projectId, apiEndpoint, ...(await noCredentials()) });
  },
  () => Promise.resolve(),
);

/**
 * Options for a client of an emulator. Firestore and Pub/Sub read their emulator's address themselves and
 * send no credentials there, but would still look for some, to learn which universe they are of.
 */
async function noCredentials() {
  const { PassThroughClient } = await import('google-auth-library');
  return { authClient: new PassThroughClient() };
}

/** Options that point a gRPC client at a plain host:port. */
async function plainGrpc(host: string | undefined) {
  if (host === undefined) return {};
  const { credentials } = await import('@grpc/grpc-js');
  const [servicePath = '', port = ''] = host.split(':');
  return {
    servicePath,
    port: Number(port),
    sslCreds: credentials.createInsecure(),
    ...(await noCredentials()),
  };
}

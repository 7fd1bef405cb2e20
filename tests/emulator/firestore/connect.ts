import { randomBytes } from 'node:crypto';
import { Firestore, v1 } from '@google-cloud/firestore';
import type { Settings } from '@google-cloud/firestore';
import { credentials } from '@grpc/grpc-js';
import { afterAll } from 'vitest';

/** A project of its own for each caller, so that nobody finds another's documents. */
export const freshProject = () => `demo-${randomBytes(6).toString('hex')}`;

/** Connects to the Firestore under test and hangs up when the test file ends. */
export function connect(settings: Settings = {}): Firestore {
  // The client's older way of retrying streams repeats a refused query for seven seconds.
  const firestore = new Firestore({
    projectId: freshProject(),
    gaxServerStreamingRetries: true,
    ...settings,
  });
  afterAll(() => firestore.terminate());
  return firestore;
}

/** Makes Google's emulator take the bare client's caller for an administrator, past the rules, as `Firestore` does. */
const asOwner = { otherArgs: { headers: { Authorization: 'Bearer owner' } } };

/** The bare gRPC client, for the methods that `Firestore` itself never calls. */
export function connectRaw() {
  const [servicePath, port] = (process.env['FIRESTORE_EMULATOR_HOST'] ?? '').split(':');
  const projectId = freshProject();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor is a package of its own, for this alone
  const client = new v1.FirestoreClient({
    projectId,
    servicePath: servicePath ?? '127.0.0.1',
    port: Number(port),
    sslCreds: credentials.createInsecure(),
    gaxServerStreamingRetries: true,
  });
  afterAll(() => client.close());
  return {
    client: withEveryCall(client, asOwner),
    documents: `projects/${projectId}/databases/(default)/documents`,
  };
}

/** The client with these options added to every call. */
function withEveryCall<Client extends object>(client: Client, options: object): Client {
  return new Proxy(client, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (request: unknown, given?: object): unknown =>
        Reflect.apply(member, target, [request, { ...options, ...given }]);
    },
  });
}

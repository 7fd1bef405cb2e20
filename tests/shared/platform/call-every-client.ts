import dns, { lookup } from 'node:dns';
import net from 'node:net';
import { status } from '@grpc/grpc-js';
import {
  bigquery,
  closeClients,
  firestore,
  firestoreAdmin,
  pubsub,
  scheduler,
} from '../../../shared/platform/clients.ts';

/* Calls every client once and prints, as one JSON line, each call's failure and every address reached for. */

const reached = new Set<string>();
const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
  const [first] = args.flat() as [{ host?: string } | undefined];
  reached.add(first?.host ?? 'unknown');
  return Reflect.apply(connect, this, args) as net.Socket;
};
dns.lookup = ((host: string, ...rest: unknown[]) => {
  reached.add(host);
  return Reflect.apply(lookup, dns, [host, ...rest]) as unknown;
}) as typeof lookup;

const calls: Record<string, () => Promise<unknown>> = {
  firestore: async () => (await firestore()).doc('jobs/none').get(),
  pubsub: async () => (await pubsub()).getTopics(),
  bigquery: async () => (await bigquery()).getDatasets(),
  scheduler: async () =>
    (await scheduler()).listJobs({ parent: 'projects/demo-butler/locations/us-central1' }),
  // The local Firestore does not serve it, and saying so is an answer.
  firestoreAdmin: async () => {
    const parent = 'projects/demo-butler/databases/(default)/collectionGroups/jobs';
    await (await firestoreAdmin()).listFields({ parent }).catch((cause: unknown) => {
      if (!(cause instanceof Error) || !('code' in cause) || cause.code !== status.UNIMPLEMENTED) throw cause;
    });
  },
};

const failures: Record<string, string> = {};
for (const [name, call] of Object.entries(calls)) {
  await call().catch((cause: unknown) => {
    failures[name] = String(cause);
  });
}
await closeClients();
process.stdout.write(JSON.stringify({ failures, reached: [...reached] }));

import { PubSub, v1 } from '@google-cloud/pubsub';
import { credentials } from '@grpc/grpc-js';
import { startPubSub } from '../../../infra/local/pubsub/start-pubsub.ts';
import { openStore } from '../../../infra/local/store.ts';

export type Connection = {
  client: PubSub;
  /** The plain clients beneath, for what the comfortable one hides. */
  publisher: v1.PublisherClient;
  subscriber: v1.SubscriberClient;
  /** Whether Google's emulator answers, whose known deviations from production the suite bears and names. */
  google: boolean;
  /** A resource id nobody else uses. */
  unique(prefix: string): string;
  close(): Promise<void>;
};

/** Connects to the Pub/Sub that PUBSUB_EMULATOR_HOST names, or to a local one of its own. */
export async function connect(): Promise<Connection> {
  const given = process.env['PUBSUB_EMULATOR_HOST'];
  const local = given ? undefined : await startLocal();
  const host = given ?? local?.host ?? '';
  const [apiEndpoint = '', port] = host.split(':');
  const plain = {
    projectId: 'demo-butler',
    apiEndpoint,
    port: Number(port),
    sslCreds: credentials.createInsecure(),
  };
  const client = new PubSub({ projectId: 'demo-butler', apiEndpoint: host, emulatorMode: true });
  const publisher = new v1.PublisherClient(plain);
  const subscriber = new v1.SubscriberClient(plain);
  let count = 0;
  return {
    client,
    publisher,
    subscriber,
    google: given !== undefined && (await isGoogles(given)),
    unique: (prefix) => `${prefix}-${process.pid}-${Date.now()}-${count++}`,
    async close() {
      await Promise.all([client.close(), publisher.close(), subscriber.close()]);
      await local?.close();
    },
  };
}

async function startLocal(): Promise<{ host: string; close(): Promise<void> }> {
  const store = openStore(':memory:');
  const service = await startPubSub({ store });
  return {
    host: service.host,
    async close() {
      await service.close();
      await store.close();
    },
  };
}

/** Google's emulator also answers plain HTTP on its port, the local service speaks gRPC alone. */
async function isGoogles(host: string): Promise<boolean> {
  const answer = await fetch(`http://${host}/`).catch(() => undefined);
  return answer?.ok ?? false;
}

import { serveGrpc, unimplemented } from '../grpc.ts';
import type { Store } from '../store.ts';
import { openBroker } from './broker.ts';
import type { Push } from './broker.ts';
import { checkMessages } from './check-messages.ts';
import { publisher } from './publisher.ts';
import { createPusher, pushBody } from './push-message.ts';
import type { PubsubMessage } from './protos.ts';
import { subscriber } from './subscriber.ts';

/** How long `close` waits for the pushes in flight. */
const drainMillis = 5000;

export type PubSubOptions = {
  store: Store;
  port?: number;
  now?: () => number;
  /** Signs the token of a push endpoint that asks for OIDC; without it such a push goes unsigned. */
  pushToken?: (audience: string, email: string) => Promise<string>;
  /** Holds all pushes until it resolves, so that a host that is still starting is not counted as failing. */
  pushAfter?: Promise<unknown>;
};

export type LocalPubSub = {
  host: string;
  /** Publishes without the wire; resolves once the message is on disk, rejects as the service would. */
  publish(topic: string, message: { data?: Uint8Array; attributes?: Record<string, string> }): Promise<void>;
  /** Takes no more calls, lets pushes in flight finish for a while, and frees everything. */
  close(): Promise<void>;
};

/** Serves google.pubsub.v1 on loopback and delivers what the store still owes. */
export async function startPubSub(options: PubSubOptions): Promise<LocalPubSub> {
  const { store, pushToken, pushAfter, now = Date.now } = options;
  const pusher = createPusher();
  const closing = Promise.withResolvers<false>();
  const released = pushAfter?.then(
    () => true,
    () => false,
  );
  const mayPush = released && Promise.race([released, closing.promise]);

  const push: Push = async (current, message, entry) => {
    if (mayPush && !(await mayPush)) return 'cut off';
    const subscription = current();
    const { pushEndpoint: endpoint, oidcToken } = subscription.pushConfig ?? {};
    if (!endpoint) return 'cut off';
    const token =
      oidcToken && pushToken
        ? await pushToken(oidcToken.audience || endpoint, oidcToken.serviceAccountEmail ?? '')
        : undefined;
    return pusher.push({
      endpoint,
      token,
      timeoutMillis: (subscription.ackDeadlineSeconds ?? 10) * 1000,
      body: pushBody({
        message,
        id: entry.id,
        publishedAt: entry.publishedAt,
        subscription: subscription.name ?? '',
        deliveryAttempt: subscription.deadLetterPolicy ? entry.failures + 1 : undefined,
      }),
    });
  };

  const broker = openBroker({ store, now, push });
  const server = await serveGrpc({
    server: 'the local Pub/Sub',
    port: options.port,
    services: {
      'google.pubsub.v1.Publisher': publisher(broker),
      'google.pubsub.v1.Subscriber': subscriber(broker),
      'google.pubsub.v1.SchemaService': Object.fromEntries(
        schemaMethods.map((method) => [method, unimplemented('Schemas are not served locally.')]),
      ),
    },
  });

  return {
    host: server.host,
    async publish(topic, message) {
      const whole: PubsubMessage = { data: message.data ?? null, attributes: message.attributes ?? {} };
      checkMessages([whole]);
      await broker.publish(topic, [whole]);
    },
    async close() {
      const drained = broker.stop();
      await server.close();
      closing.resolve(false);
      const limit = setTimeout(() => pusher.close(), drainMillis);
      await drained;
      clearTimeout(limit);
      pusher.close();
    },
  };
}

const schemaMethods = [
  'CreateSchema',
  'GetSchema',
  'ListSchemas',
  'ListSchemaRevisions',
  'CommitSchema',
  'RollbackSchema',
  'DeleteSchemaRevision',
  'DeleteSchema',
  'ValidateSchema',
  'ValidateMessage',
];

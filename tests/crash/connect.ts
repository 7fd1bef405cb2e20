import { FieldValue, Firestore } from '@google-cloud/firestore';
import { PubSub, v1 } from '@google-cloud/pubsub';
import { credentials } from '@grpc/grpc-js';
import type { Commit, Evidence } from './judge.ts';
import type { Hosts } from './start-service.ts';

const PROJECT = 'demo-crash';
const SUBSCRIPTION = 'kept';

/** The real clients of one life of the services. */
export function connect(hosts: Hosts) {
  process.env['FIRESTORE_EMULATOR_HOST'] = hosts.firestore;
  const firestore = new Firestore({ projectId: PROJECT });
  const pubsub = new PubSub({ projectId: PROJECT, apiEndpoint: hosts.pubsub, emulatorMode: true });
  const [servicePath = '', port] = hosts.pubsub.split(':');
  const sslCreds = credentials.createInsecure();
  const puller = new v1.SubscriberClient({ projectId: PROJECT, servicePath, port: Number(port), sslCreds });
  const topic = pubsub.topic('crashes', {
    batching: { maxMessages: 1 },
    // What was cut off must fail, not be tried again in the next life.
    gaxOpts: { retry: null },
  });

  return {
    /** Makes what the writers write to; only the first life needs it. */
    async prepare(): Promise<void> {
      await topic.create();
      await topic.createSubscription(SUBSCRIPTION, { ackDeadlineSeconds: 600 });
    },

    async commit({ writer, number }: Commit): Promise<void> {
      const batch = firestore.batch();
      for (const half of ['a', 'b'])
        batch.create(firestore.doc(`commits/${writer}-${number}-${half}`), { number });
      batch.set(
        firestore.doc(`counters/${writer}`),
        { last: number, total: FieldValue.increment(1) },
        { merge: true },
      );
      await batch.commit();
    },

    async publish(text: string): Promise<void> {
      await topic.publishMessage({ data: Buffer.from(text) });
    },

    async documents(): Promise<Pick<Evidence, 'documents' | 'counters'>> {
      const [commits, counters] = await Promise.all([
        firestore.collection('commits').select().get(),
        firestore.collection('counters').get(),
      ]);
      return {
        documents: commits.docs.map((one) => one.id),
        counters: new Map(
          counters.docs.map((one) => [
            one.id,
            { last: Number(one.get('last')), total: Number(one.get('total')) },
          ]),
        ),
      };
    },

    /** Every message that waits to be pulled. */
    async messages(): Promise<Set<string>> {
      const texts = new Set<string>();
      const subscription = `projects/${PROJECT}/subscriptions/${SUBSCRIPTION}`;
      for (;;) {
        const [{ receivedMessages }] = await puller.pull({
          subscription,
          maxMessages: 1000,
          returnImmediately: true,
        });
        if (!receivedMessages?.length) return texts;
        for (const { message } of receivedMessages) texts.add(Buffer.from(message?.data ?? '').toString());
      }
    },

    async close(): Promise<void> {
      await Promise.all([firestore.terminate(), pubsub.close(), puller.close()]);
    },
  };
}

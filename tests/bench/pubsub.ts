import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PubSub } from '@google-cloud/pubsub';
import type { Topic } from '@google-cloud/pubsub';
import { PassThroughClient } from 'google-auth-library';
import { startPubSub } from '../../infra/local/pubsub/index.ts';
import { openStore } from '../../infra/local/store.ts';
import { openEndpoint } from '../emulator/pubsub/endpoint.ts';
import type { Endpoint } from '../emulator/pubsub/endpoint.ts';
import { percentile, type Table } from './measure.ts';

/** Milliseconds from the call of publish to the arrival of the push. */
type Latency = { p50: number; p99: number; perSecond: number };

/** Publish-to-push latency of the local Pub/Sub on a store on disk, through the real client. */
export async function bench(): Promise<Table[]> {
  const folder = mkdtempSync(join(tmpdir(), 'butler-bench-'));
  const store = openStore(join(folder, 'store.db'));
  const service = await startPubSub({ store });
  try {
    const { quiet, busy } = await measureHost(service.host);
    const row = (name: string, { p50, p99, perSecond }: Latency) => [name, p50, p99, perSecond];
    return [
      {
        title: 'Local Pub/Sub: from publish to push',
        columns: ['', 'p50 ms', 'p99 ms', 'messages/s'],
        rows: [row('one message at a time', quiet), row('32 publishers', busy)],
      },
    ];
  } finally {
    await service.close();
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

/** The latencies of whatever Pub/Sub answers at `host`. */
async function measureHost(host: string): Promise<{ quiet: Latency; busy: Latency }> {
  const authClient = new PassThroughClient();
  const client = new PubSub({ projectId: 'demo-butler', apiEndpoint: host, emulatorMode: true, authClient });
  const endpoint = await openEndpoint();
  try {
    const [topic] = await client.createTopic(`bench-${process.pid}`);
    topic.setPublishOptions({ batching: { maxMessages: 1 } });
    await topic.createSubscription(`bench-${process.pid}`, { pushConfig: { pushEndpoint: endpoint.url } });
    await run(topic, endpoint, { messages: 200, publishers: 1 });
    const quiet = await run(topic, endpoint, { messages: 500, publishers: 1 });
    const busy = await run(topic, endpoint, { messages: 4000, publishers: 32 });
    return { quiet, busy };
  } finally {
    await client.close();
    await endpoint.close();
  }
}

async function run(
  topic: Topic,
  endpoint: Endpoint,
  { messages, publishers }: { messages: number; publishers: number },
): Promise<Latency> {
  endpoint.pushed.length = 0;
  const sent = new Map<string, number>();
  const took: number[] = [];
  let next = 0;

  const arrivals = new Map<string, (at: number) => void>();
  endpoint.onPush = ({ text }) => arrivals.get(text)?.(performance.now());

  async function publishUntilDone(): Promise<void> {
    while (next < messages) {
      const text = String(next++);
      const arrived = new Promise<number>((resolve) => arrivals.set(text, resolve));
      sent.set(text, performance.now());
      await topic.publishMessage({ data: Buffer.from(text) });
      took.push((await arrived) - (sent.get(text) ?? 0));
      arrivals.delete(text);
    }
  }

  const began = performance.now();
  await Promise.all(Array.from({ length: publishers }, publishUntilDone));
  const perSecond = messages / ((performance.now() - began) / 1000);
  endpoint.onPush = undefined;
  return { p50: percentile(took, 0.5), p99: percentile(took, 0.99), perSecond };
}

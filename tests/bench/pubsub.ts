import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PubSub } from '@google-cloud/pubsub';
import type { Topic } from '@google-cloud/pubsub';
import { startPubSub } from '../../infra/local/pubsub/index.ts';
import { openStore } from '../../infra/local/store.ts';
import { openEndpoint } from '../emulator/pubsub/endpoint.ts';
import type { Endpoint } from '../emulator/pubsub/endpoint.ts';

/** Milliseconds from the call of publish to the arrival of the push. */
export type Latency = { p50: number; p99: number; perSecond: number };

export type PubSubFigures = {
  /** From an opened store to a served port. */
  startMillis: number;
  /** One message at a time. */
  quiet: Latency;
  /** Thirty-two publishers at once. */
  busy: Latency;
};

/** Publish-to-push latency of the local Pub/Sub on a store on disk, through the real client. */
export async function bench(): Promise<PubSubFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'butler-bench-'));
  const store = openStore(join(folder, 'store.db'));
  try {
    const began = performance.now();
    const service = await startPubSub({ store });
    const startMillis = performance.now() - began;
    try {
      return { startMillis, ...(await measureHost(service.host)) };
    } finally {
      await service.close();
    }
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

/** The same latencies of whatever Pub/Sub answers at `host`. */
export async function measureHost(host: string): Promise<{ quiet: Latency; busy: Latency }> {
  const client = new PubSub({ projectId: 'demo-butler', apiEndpoint: host, emulatorMode: true });
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
  took.sort((a, b) => a - b);
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? NaN;
  return { p50: at(0.5), p99: at(0.99), perSecond };
}

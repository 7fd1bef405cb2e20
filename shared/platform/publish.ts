import type { PubSub, Topic } from '@google-cloud/pubsub';
import type { z } from 'zod';
import { AppError } from './errors.ts';
import { counter } from './metrics.ts';

const published = counter('pubsub_published_total', 'Messages published', ['topic', 'outcome']);

/** Publishes one payload; resolves with its message id once Pub/Sub has it. */
export type Publish<Payload> = (
  payload: Payload,
  options?: { orderingKey?: string; attributes?: Record<string, string> },
) => Promise<string>;

export type PublisherOptions<Payload> = {
  pubsub: () => Promise<PubSub>;
  topic: string;
  schema: z.ZodType<Payload>;
  /** How long Pub/Sub is tried before the caller is told no. */
  patienceMs?: number;
};

/** A publisher to one topic. A payload that breaks the topic's schema is a fault of ours and throws. */
export function createPublisher<Payload>(options: PublisherOptions<Payload>): Publish<Payload> {
  const { pubsub, topic: name, schema, patienceMs = 8000 } = options;
  let opened: Topic | undefined;

  /** One topic object per client: it is what batches, and what holds a key back after a failure. */
  async function open(): Promise<Topic> {
    const client = await pubsub();
    if (opened?.pubsub !== client) opened = client.topic(name, publishOptions(patienceMs));
    return opened;
  }

  return async (payload, { orderingKey, attributes = {} } = {}) => {
    const json = schema.parse(payload);
    const topic = await open();
    try {
      const key = orderingKey === undefined ? {} : { orderingKey };
      const id = await topic.publishMessage({ json, attributes, ...key });
      published.inc({ topic: name, outcome: 'done' });
      return id;
    } catch (cause) {
      published.inc({ topic: name, outcome: 'failed' });
      // The client holds a key back after a failure until it is told to go on.
      if (orderingKey !== undefined) topic.resumePublishing(orderingKey);
      throw new AppError('unavailable', 'The work could not be queued; try again.', { cause });
    }
  };
}

/** Left to itself the client tries for ten minutes, which no caller waits for. */
function publishOptions(patienceMs: number) {
  const backoffSettings = {
    initialRetryDelayMillis: 100,
    retryDelayMultiplier: 2,
    maxRetryDelayMillis: 2000,
    initialRpcTimeoutMillis: patienceMs,
    rpcTimeoutMultiplier: 1,
    maxRpcTimeoutMillis: patienceMs,
    totalTimeoutMillis: patienceMs,
  };
  return { messageOrdering: true, batching: { maxMilliseconds: 5 }, gaxOpts: { retry: { backoffSettings } } };
}

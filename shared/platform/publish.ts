import type { PubSub } from '@google-cloud/pubsub';
import type { z } from 'zod';
import { AppError } from './errors.ts';
import { counter } from './metrics.ts';

const published = counter('pubsub_published_total', 'Messages published', ['topic', 'outcome']);

/** Publishes one payload; resolves with its message id once Pub/Sub has it. */
export type Publish<Payload> = (payload: Payload, options?: { orderingKey?: string }) => Promise<string>;

/** A publisher to one topic. A payload that breaks the topic's schema is a fault of ours and throws. */
export function createPublisher<Payload>(options: {
  pubsub: () => Promise<PubSub>;
  topic: string;
  schema: z.ZodType<Payload>;
}): Publish<Payload> {
  const { pubsub, topic: name, schema } = options;
  return async (payload, { orderingKey } = {}) => {
    const json = schema.parse(payload);
    const ordered = orderingKey !== undefined;
    const topic = (await pubsub()).topic(name, {
      messageOrdering: ordered,
      batching: { maxMilliseconds: 5 },
    });
    try {
      const id = await topic.publishMessage({ json, ...(ordered && { orderingKey }) });
      published.inc({ topic: name, outcome: 'done' });
      return id;
    } catch (cause) {
      published.inc({ topic: name, outcome: 'failed' });
      // The client holds a key back after a failure until it is told to go on.
      if (ordered) topic.resumePublishing(orderingKey);
      throw new AppError('unavailable', 'The work could not be queued; try again.', { cause });
    }
  };
}

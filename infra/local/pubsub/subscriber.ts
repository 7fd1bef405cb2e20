import { status } from '@grpc/grpc-js';
import { StatusError, unary, unimplemented } from '../grpc.ts';
import type { Call } from '../grpc.ts';
import { applyMask } from './apply-mask.ts';
import type { Entry } from './backlog.ts';
import type { Broker } from './broker.ts';
import { checkSubscription } from './check-config.ts';
import type { Delivery } from './deliver.ts';
import { checkName, invalid, notFound } from './names.ts';
import { page } from './page.ts';
import { Empty, pubsub } from './protos.ts';
import type { ReceivedMessage, Subscription } from './protos.ts';
import { fromMillis } from '../proto-time.ts';

const mutable: Record<string, keyof Subscription> = {
  ack_deadline_seconds: 'ackDeadlineSeconds',
  dead_letter_policy: 'deadLetterPolicy',
  expiration_policy: 'expirationPolicy',
  labels: 'labels',
  message_retention_duration: 'messageRetentionDuration',
  push_config: 'pushConfig',
  retry_policy: 'retryPolicy',
};
/** How long a pull waits for a first message. */
const longestPull = 20_000;

/** The methods of google.pubsub.v1.Subscriber. */
export function subscriber(broker: Broker) {
  function deliveryOf(name: string): Delivery {
    checkName('subscriptions', name);
    const delivery = broker.deliveries.get(name);
    if (!delivery) throw notFound(name);
    return delivery;
  }

  function checked(subscription: Subscription): Subscription {
    const result = checkSubscription(subscription);
    const deadLetters = result.deadLetterPolicy?.deadLetterTopic;
    if (deadLetters && !broker.topics.has(deadLetters)) throw notFound(deadLetters);
    return result;
  }

  function received(delivery: Delivery, entry: Entry): ReceivedMessage {
    const { data, attributes, orderingKey } = broker.read(entry.id);
    return {
      ackId: ackIdOf(entry),
      message: {
        data: data ?? null,
        attributes: attributes ?? {},
        orderingKey: orderingKey ?? '',
        messageId: String(entry.id),
        publishTime: fromMillis(entry.publishedAt),
      },
      deliveryAttempt: delivery.subscription.deadLetterPolicy ? entry.failures + 1 : 0,
    };
  }

  async function pull(delivery: Delivery, max: number, wait: boolean, call: Call): Promise<Entry[]> {
    const over = new AbortController();
    const limit = setTimeout(() => over.abort(), longestPull);
    call.onCancel(() => over.abort());
    let entries = delivery.pull(max);
    let goOn = wait;
    while (goOn && entries.length === 0) {
      goOn = await delivery.waitUntilDue(over.signal);
      if (goOn) entries = delivery.pull(max);
    }
    clearTimeout(limit);
    return entries;
  }

  return {
    CreateSubscription: unary(pubsub.Subscription, pubsub.Subscription, async (request) => {
      checkName('topics', request.topic);
      const subscription = checked(request);
      await broker.createSubscription(subscription);
      return subscription;
    }),
    GetSubscription: unary(
      pubsub.GetSubscriptionRequest,
      pubsub.Subscription,
      (request) => deliveryOf(request.subscription).subscription,
    ),
    UpdateSubscription: unary(
      pubsub.UpdateSubscriptionRequest,
      pubsub.Subscription,
      async ({ subscription, updateMask }) => {
        const current = deliveryOf(subscription?.name ?? '').subscription;
        const changed = checked(
          applyMask(current, subscription ?? current, updateMask?.paths ?? [], mutable),
        );
        await broker.updateSubscription(changed);
        return changed;
      },
    ),
    ListSubscriptions: unary(pubsub.ListSubscriptionsRequest, pubsub.ListSubscriptionsResponse, (request) => {
      const names = [...broker.deliveries.keys()].filter((one) => one.startsWith(`${request.project}/`));
      const { items, nextPageToken } = page(names, request);
      return { subscriptions: items.map((one) => deliveryOf(one).subscription), nextPageToken };
    }),
    DeleteSubscription: unary(pubsub.DeleteSubscriptionRequest, Empty, async (request) => {
      checkName('subscriptions', request.subscription);
      await broker.deleteSubscription(request.subscription);
      return {};
    }),
    ModifyPushConfig: unary(pubsub.ModifyPushConfigRequest, Empty, async (request) => {
      const current = deliveryOf(request.subscription).subscription;
      await broker.updateSubscription(checked({ ...current, pushConfig: request.pushConfig ?? {} }));
      return {};
    }),
    Pull: unary(pubsub.PullRequest, pubsub.PullResponse, async (request, call) => {
      const delivery = deliveryOf(request.subscription);
      if (request.maxMessages <= 0) throw invalid('max_messages must be positive.');
      if (delivery.subscription.pushConfig?.pushEndpoint) {
        throw new StatusError(
          status.FAILED_PRECONDITION,
          'This method is not supported for this subscription type: it has a push endpoint.',
        );
      }
      const entries = await pull(
        delivery,
        Math.min(request.maxMessages, 1000),
        !request.returnImmediately,
        call,
      );
      return { receivedMessages: entries.map((entry) => received(delivery, entry)) };
    }),
    Acknowledge: unary(pubsub.AcknowledgeRequest, Empty, async ({ subscription, ackIds }) => {
      const delivery = deliveryOf(subscription);
      if (ackIds.length === 0) throw invalid('ack_ids must name at least one message.');
      await Promise.all(ackIds.map(readAckId).map(({ id }) => delivery.acknowledge(id)));
      return {};
    }),
    ModifyAckDeadline: unary(pubsub.ModifyAckDeadlineRequest, Empty, async (request) => {
      const delivery = deliveryOf(request.subscription);
      const seconds = request.ackDeadlineSeconds;
      if (seconds < 0 || seconds > 600) throw invalid('ack_deadline_seconds must lie between 0 and 600.');
      await Promise.all(
        request.ackIds
          .map(readAckId)
          .map(({ id, failures }) => delivery.modifyDeadline(id, failures, seconds)),
      );
      return {};
    }),
    StreamingPull: unimplemented('Streaming pull is not served locally; use Pull or a push endpoint.'),
    Seek: unimplemented('Seek is not served locally.'),
    CreateSnapshot: unimplemented('Snapshots are not served locally.'),
    GetSnapshot: unimplemented('Snapshots are not served locally.'),
    ListSnapshots: unimplemented('Snapshots are not served locally.'),
    UpdateSnapshot: unimplemented('Snapshots are not served locally.'),
    DeleteSnapshot: unimplemented('Snapshots are not served locally.'),
  };
}

function ackIdOf(entry: Entry): string {
  return Buffer.from(`${entry.id}.${entry.failures}`).toString('base64url');
}

function readAckId(ackId: string): { id: number; failures: number } {
  const parts = /^(\d+)\.(\d+)$/.exec(Buffer.from(ackId, 'base64url').toString());
  if (!parts) throw invalid(`You have passed an invalid ack ID to the service (ack_id=${ackId}).`);
  return { id: Number(parts[1]), failures: Number(parts[2]) };
}

import type { protos, PubSub, SubscriptionMetadata } from '@google-cloud/pubsub';
import { deliveryAttempts } from '../../shared/platform/topic-app.ts';
import { type Change, differences } from './change.ts';

export type Push = { endpoint: string; account: string };

/** What one topic needs: itself, its dead letters, and who is pushed to. */
export type TopicPlan = { topic: string; subscription: string; ordered: boolean; push: Push };

type Subscription = protos.google.pubsub.v1.ISubscription;


/** A topic, its dead-letter topic with a subscription that keeps what died, and the push subscription. */
export async function topicChanges(pubsub: PubSub, project: string, plan: TopicPlan): Promise<Change[]> {
  const dead = `${plan.topic}-dead`;
  return [
    ...(await topicChange(pubsub, plan.topic)),
    ...(await topicChange(pubsub, dead)),
    ...(await subscriptionChange(pubsub, dead, dead, { ackDeadlineSeconds: 600, expirationPolicy: {} })),
    ...(await subscriptionChange(pubsub, plan.topic, plan.subscription, {
      ackDeadlineSeconds: 600,
      // Without it a subscription that sees no traffic for a month is deleted.
      expirationPolicy: {},
      enableMessageOrdering: plan.ordered,
      retryPolicy: { minimumBackoff: { seconds: 1 }, maximumBackoff: { seconds: 60 } },
      deadLetterPolicy: {
        deadLetterTopic: `projects/${project}/topics/${dead}`,
        maxDeliveryAttempts: deliveryAttempts,
      },
      pushConfig: {
        pushEndpoint: plan.push.endpoint,
        oidcToken: { serviceAccountEmail: plan.push.account, audience: plan.push.endpoint },
      },
    })),
  ];
}

async function topicChange(pubsub: PubSub, name: string): Promise<Change[]> {
  const topic = pubsub.topic(name);
  const [exists] = await topic.exists();
  return exists ? [] : [{ sign: '+', resource: `topic ${name}`, apply: () => topic.create() }];
}

async function subscriptionChange(
  pubsub: PubSub,
  topic: string,
  name: string,
  wanted: SubscriptionMetadata,
): Promise<Change[]> {
  const subscription = pubsub.topic(topic).subscription(name);
  const [exists] = await subscription.exists();
  if (!exists) {
    return [{ sign: '+', resource: `subscription ${name}`, apply: () => subscription.create(wanted) }];
  }
  const [actual] = await subscription.getMetadata();
  const changed = differences(plain(wanted as Subscription), plain(actual));
  if (changed.length === 0) return [];
  // Ordering is decided when a subscription is made; sending it in an update is an error.
  const { enableMessageOrdering: _ordering, ...mutable } = wanted;
  return [
    {
      sign: '~',
      resource: `subscription ${name}`,
      detail: changed.join(', '),
      apply: () => subscription.setMetadata(mutable),
    },
  ];
}

/** Only what we decide, in one form: the wire gives seconds as text and empty attributes besides. */
function plain(metadata: Subscription): Record<string, unknown> {
  const { pushConfig, retryPolicy, deadLetterPolicy } = metadata;
  return {
    ackDeadlineSeconds: metadata.ackDeadlineSeconds,
    enableMessageOrdering: metadata.enableMessageOrdering ?? false,
    neverExpires: metadata.expirationPolicy != null && metadata.expirationPolicy.ttl == null,
    backoff: [retryPolicy?.minimumBackoff?.seconds, retryPolicy?.maximumBackoff?.seconds].map(Number),
    deadLetter: [deadLetterPolicy?.deadLetterTopic ?? '', deadLetterPolicy?.maxDeliveryAttempts ?? 0],
    push: [
      pushConfig?.pushEndpoint ?? '',
      pushConfig?.oidcToken?.serviceAccountEmail ?? '',
      pushConfig?.oidcToken?.audience ?? '',
    ],
  };
}

import type { protos, PubSub, SubscriptionMetadata } from '@google-cloud/pubsub';
import { deliveryAttempts } from '../../shared/platform/topic-app.ts';
import { type Change, differences, RefusedChange } from './change.ts';

export type Push = { endpoint: string; account: string };

/** What one topic needs: itself, its dead letters, and who is pushed to. */
export type TopicPlan = {
  topic: string;
  subscription: string;
  ordered: boolean;
  /** How often a message is delivered before it goes to the dead letters. */
  attempts?: number | undefined;
  push: Push;
};

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
        maxDeliveryAttempts: plan.attempts ?? deliveryAttempts,
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
  checkFixed(
    name,
    { topic: pubsub.topic(topic).name, ordered: wanted.enableMessageOrdering ?? false },
    actual,
  );
  const should = plain(wanted as Subscription);
  const is = plain(actual);
  const moved = mutable.filter(([part]) => differences({ [part]: should[part] }, is).length > 0);
  if (moved.length === 0) return [];
  // Only what moved: Google's emulator refuses to be sent some of what it already has.
  const update: SubscriptionMetadata = Object.fromEntries(moved.map(([, field]) => [field, wanted[field]]));
  return [
    {
      sign: '~',
      resource: `subscription ${name}`,
      detail: differences(should, is).join(', '),
      apply: () => subscription.setMetadata(update),
    },
  ];
}

/** What can change after a subscription is made, by its name below and in its metadata. */
const mutable = [
  ['ackDeadlineSeconds', 'ackDeadlineSeconds'],
  ['neverExpires', 'expirationPolicy'],
  ['backoff', 'retryPolicy'],
  ['deadLetter', 'deadLetterPolicy'],
  ['push', 'pushConfig'],
] as const;

/** What is decided when a subscription is made. Making it anew would lose what it has not delivered yet. */
function checkFixed(name: string, wanted: { topic: string; ordered: boolean }, actual: Subscription): void {
  const remedy = 'Delete it, and with it what it has not delivered, then apply again.';
  if (actual.topic !== wanted.topic) {
    throw new RefusedChange(
      `Subscription ${name} is of topic ${actual.topic ?? ''}; it cannot become one of ${wanted.topic}. ${remedy}`,
    );
  }
  if ((actual.enableMessageOrdering ?? false) !== wanted.ordered) {
    throw new RefusedChange(
      `Subscription ${name} was made ${wanted.ordered ? 'without' : 'with'} ordering; that cannot be changed. ${remedy}`,
    );
  }
}

/** Only what we decide, in one form: the wire gives seconds as text and empty attributes besides. */
function plain(metadata: Subscription): Record<(typeof mutable)[number][0], unknown> {
  const { pushConfig, retryPolicy, deadLetterPolicy } = metadata;
  return {
    ackDeadlineSeconds: metadata.ackDeadlineSeconds,
    neverExpires: Boolean(metadata.expirationPolicy) && !metadata.expirationPolicy?.ttl,
    backoff: [retryPolicy?.minimumBackoff?.seconds, retryPolicy?.maximumBackoff?.seconds].map(Number),
    deadLetter: [deadLetterPolicy?.deadLetterTopic ?? '', deadLetterPolicy?.maxDeliveryAttempts ?? 0],
    push: [
      pushConfig?.pushEndpoint ?? '',
      pushConfig?.oidcToken?.serviceAccountEmail ?? '',
      pushConfig?.oidcToken?.audience ?? '',
    ],
  };
}

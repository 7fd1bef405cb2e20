import { status } from '@grpc/grpc-js';
import { StatusError, unimplemented } from '../grpc.ts';
import { fromMillis, millisOf } from '../proto-time.ts';
import { parseFilter } from './filter.ts';
import { checkName, invalid } from './names.ts';
import { pubsub } from './protos.ts';
import type { Subscription, Topic } from './protos.ts';

const second = 1000;
const day = 86_400 * second;
const defaultBackoff = { minimum: 10 * second, maximum: 600 * second };

/** The topic as it is kept; refuses what is malformed or what the local service does not do. */
export function checkTopic(topic: Topic): Topic {
  checkName('topics', topic.name ?? '');
  refuseSet('Topics', topic, [
    'kmsKeyName',
    'schemaSettings',
    'messageRetentionDuration',
    'ingestionDataSourceSettings',
    'messageTransforms',
    'tags',
  ]);
  const { name, labels, messageStoragePolicy } = topic;
  return {
    name: name ?? '',
    labels: labels ?? {},
    ...(messageStoragePolicy && { messageStoragePolicy }),
    state: pubsub.Topic.State.ACTIVE,
  };
}

/** The subscription as it is kept, Google's defaults filled in; refuses as `checkTopic` does. */
export function checkSubscription(subscription: Subscription): Subscription {
  checkName('subscriptions', subscription.name ?? '');
  refuseSet('Subscriptions', subscription, [
    'bigqueryConfig',
    'cloudStorageConfig',
    'bigtableConfig',
    'retainAckedMessages',
    'enableExactlyOnceDelivery',
    'messageTransforms',
    'tags',
  ]);
  parseFilter(subscription.filter ?? '');
  const { retryPolicy, deadLetterPolicy } = subscription;
  return {
    name: subscription.name ?? '',
    topic: subscription.topic ?? '',
    labels: subscription.labels ?? {},
    filter: subscription.filter ?? '',
    enableMessageOrdering: subscription.enableMessageOrdering ?? false,
    pushConfig: checkPushConfig(subscription.pushConfig),
    ackDeadlineSeconds: checkAckDeadline(subscription.ackDeadlineSeconds ?? 0),
    messageRetentionDuration: checkRetention(subscription.messageRetentionDuration),
    // Kept and shown; nothing expires for lack of use on one machine.
    expirationPolicy: subscription.expirationPolicy ?? { ttl: fromMillis(31 * day) },
    ...(deadLetterPolicy && { deadLetterPolicy: checkDeadLetter(deadLetterPolicy) }),
    ...(retryPolicy && { retryPolicy: checkRetry(retryPolicy) }),
    state: pubsub.Subscription.State.ACTIVE,
  };
}

function checkPushConfig(config: Subscription['pushConfig']): NonNullable<Subscription['pushConfig']> {
  const endpoint = config?.pushEndpoint ?? '';
  if (!config || endpoint === '') return {};
  if (config.noWrapper) throw unimplemented('Unwrapped push bodies (no_wrapper) are not served locally.');
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
    throw invalid(`Invalid push endpoint given (endpoint=${endpoint}).`);
  }
  const { attributes, oidcToken } = config;
  const version = attributes?.['x-goog-version'] ?? 'v1';
  if (version !== 'v1') throw unimplemented('Only the push format x-goog-version=v1 is served locally.');
  return {
    pushEndpoint: endpoint,
    attributes: { ...attributes, 'x-goog-version': version },
    ...(oidcToken && { oidcToken }),
  };
}

function checkAckDeadline(seconds: number): number {
  if (seconds === 0) return 10;
  if (seconds >= 10 && seconds <= 600) return seconds;
  throw invalid(
    `Invalid ack deadline given (ack_deadline_seconds=${seconds}): it must lie between 10 and 600.`,
  );
}

function checkRetention(retention: Subscription['messageRetentionDuration']) {
  const millis = retention ? millisOf(retention) : 7 * day;
  if (millis >= 600 * second && millis <= 31 * day) return fromMillis(millis);
  throw invalid('Invalid message_retention_duration: it must lie between 10 minutes and 31 days.');
}

function checkDeadLetter(policy: NonNullable<Subscription['deadLetterPolicy']>) {
  const deadLetterTopic = policy.deadLetterTopic ?? '';
  checkName('topics', deadLetterTopic);
  const maxDeliveryAttempts = policy.maxDeliveryAttempts || 5;
  if (maxDeliveryAttempts >= 5 && maxDeliveryAttempts <= 100) return { deadLetterTopic, maxDeliveryAttempts };
  throw new StatusError(status.OUT_OF_RANGE, 'max_delivery_attempts must lie between 5 and 100.');
}

function checkRetry(policy: NonNullable<Subscription['retryPolicy']>) {
  const minimum = policy.minimumBackoff ? millisOf(policy.minimumBackoff) : defaultBackoff.minimum;
  const maximum = policy.maximumBackoff
    ? millisOf(policy.maximumBackoff)
    : Math.max(minimum, defaultBackoff.maximum);
  if (minimum < 0 || maximum > 600 * second || minimum > maximum) {
    throw invalid('Invalid retry_policy: 0 <= minimum_backoff <= maximum_backoff <= 600 seconds must hold.');
  }
  return { minimumBackoff: fromMillis(minimum), maximumBackoff: fromMillis(maximum) };
}

function refuseSet<T extends object>(what: string, config: T, fields: readonly (keyof T & string)[]): void {
  for (const field of fields) {
    const value: unknown = Object.hasOwn(config, field) ? config[field] : undefined;
    const empty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
    const isMap = field === 'tags' || field === 'messageTransforms';
    if (!value || (isMap && empty)) continue;
    throw unimplemented(`${what} with ${field} are not served locally.`);
  }
}

import { millisOf } from '../proto-time.ts';
import type { Subscription } from './protos.ts';

/** Without a retry policy a push backs off between these; a pulled message is due again at once. */
const pushBackoff = { minimum: 100, maximum: 60_000 };

/** When a message that failed that many times is due again: doubling from the minimum to the maximum. */
export function retryAt(subscription: Subscription, failures: number, now: number): number {
  const policy = subscription.retryPolicy;
  if (!policy && !subscription.pushConfig?.pushEndpoint) return now;
  const minimum = policy ? millisOf(policy.minimumBackoff ?? {}) : pushBackoff.minimum;
  const maximum = policy ? millisOf(policy.maximumBackoff ?? {}) : pushBackoff.maximum;
  return now + Math.round(Math.min(maximum, minimum * 2 ** Math.min(failures - 1, 30)));
}

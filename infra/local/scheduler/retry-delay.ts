import { millisOf } from '../proto-time.ts';
import type { RetryConfig } from './protos.ts';

/**
 * How long to wait before retry `retry` (1 is the first): the minimum, doubled `max_doublings` times, then
 * growing by the last step, never above the maximum; undefined when no retry is due.
 */
export function retryDelay(config: RetryConfig, retry: number, sinceFirst: number): number | undefined {
  if (retry > (config.retryCount ?? 0)) return undefined;
  const minimum = millisOf(config.minBackoffDuration ?? {});
  const maximum = millisOf(config.maxBackoffDuration ?? {});
  const limit = millisOf(config.maxRetryDuration ?? {});
  const doublings = config.maxDoublings ?? 5;
  const doubled = minimum * 2 ** Math.min(retry - 1, doublings);
  const steps = Math.max(0, retry - 1 - doublings);
  const delay = Math.min(maximum, doubled * (1 + steps));
  if (limit > 0 && sinceFirst + delay > limit) return undefined;
  return delay;
}

import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import { type Clock, systemClock } from './clock.ts';
import { AppError } from './errors.ts';
import type { AppEnv } from './http.ts';
import { counter } from './metrics.ts';

const limited = counter('rate_limited_total', 'Requests refused by a rate limit', ['limit']);

export type RateLimit = {
  /** Names the limit in the metrics. */
  name: string;
  limit: number;
  windowSeconds: number;
  by: 'person' | 'address';
  /** Entries remembered; past it the least recently seen are forgotten. */
  max?: number;
  clock?: Clock;
};

type Bucket = { tokens: number; at: number };

/** Lets `limit` requests through per window and caller, refilled evenly; past it 429 with `Retry-After`. */
export function rateLimit(options: RateLimit): MiddlewareHandler<AppEnv> {
  const { name, limit, windowSeconds, by, max = 10_000, clock = systemClock } = options;
  const buckets = new Map<string, Bucket>();
  const perMs = limit / (windowSeconds * 1000);

  return async (c, next) => {
    const key =
      by === 'person' && c.var.caller.kind === 'user' ? `person:${c.var.caller.userId}` : addressOf(c);
    const now = clock();
    const bucket = buckets.get(key) ?? { tokens: limit, at: now };
    buckets.delete(key);
    buckets.set(key, bucket);
    const [oldest] = buckets.size > max ? buckets.keys() : [];
    if (oldest !== undefined) buckets.delete(oldest);

    bucket.tokens = Math.min(limit, bucket.tokens + (now - bucket.at) * perMs);
    bucket.at = now;
    if (bucket.tokens < 1) {
      limited.inc({ limit: name });
      const retryAfterSeconds = Math.max(1, Math.ceil((1 - bucket.tokens) / perMs / 1000));
      throw new AppError('rate_limited', 'Too many requests; try again later.', { retryAfterSeconds });
    }
    bucket.tokens -= 1;
    await next();
  };
}

/**
 * The caller's address. Google's front end appends the address it saw to X-Forwarded-For, so only the last
 * entry is not the caller's own invention; without the header the connection tells.
 */
function addressOf(c: Context<AppEnv>): string {
  const forwarded = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim();
  return `address:${forwarded ?? getConnInfo(c).remote.address ?? 'unknown'}`;
}

import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { type Clock, systemClock } from './clock.ts';
import { readConfig } from './config.ts';
import { AppError } from './errors.ts';
import type { AppEnv } from './http.ts';
import { counter } from './metrics.ts';

const limited = counter('rate_limited_total', 'Requests refused by a rate limit', ['limit']);

export type RateLimit = {
  /** Names the limit in the metrics. */
  name: string;
  limit: number;
  windowSeconds: number;
  /** Whose requests are counted together; callers that did not sign in are counted by address. */
  by: 'person' | 'address';
  /** Callers remembered; past it the least recently seen are forgotten. */
  max?: number;
  /** Proxies in front that append to X-Forwarded-For; from the configuration unless named. */
  proxies?: number;
  clock?: Clock;
};

type Bucket = { tokens: number; at: number };

/**
 * Lets each caller through `limit` times at once and then as often per window, refilled evenly; past it 429
 * with `Retry-After`. Each instance counts for itself.
 */
export function rateLimit(options: RateLimit): MiddlewareHandler<AppEnv> {
  const { name, limit, windowSeconds, by, max = 10_000, clock = systemClock } = options;
  const buckets = new Map<string, Bucket>();
  const perMs = limit / (windowSeconds * 1000);
  let { proxies } = options;

  return async (c, next) => {
    proxies ??= configuredProxies();
    const key = (by === 'person' && personOf(c)) || `address:${addressOf(c, proxies)}`;
    const now = clock();
    const bucket = buckets.get(key) ?? { tokens: limit, at: now };
    buckets.delete(key);
    buckets.set(key, bucket);
    const [oldest] = buckets.size > max ? buckets.keys() : [];
    if (oldest !== undefined) buckets.delete(oldest);

    bucket.tokens = Math.min(limit, bucket.tokens + Math.max(0, now - bucket.at) * perMs);
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

function personOf(c: Context<AppEnv>): string | undefined {
  const { caller } = c.var;
  if (caller.kind === 'user') return `user:${caller.userId}`;
  return caller.kind === 'service' ? `service:${caller.name}` : undefined;
}

/**
 * The caller's address. Each trusted proxy appends the address it saw to X-Forwarded-For, so the entry of the
 * outermost one, counted from the end, is the caller's; all before it the caller may have made up. Google's
 * front end is one such proxy; a CDN before it, as Firebase Hosting's, is another.
 */
function addressOf(c: Context<AppEnv>, proxies: number): string {
  const entries = c.req.header('x-forwarded-for')?.split(',') ?? [];
  const forwarded = proxies > 0 ? entries.at(-proxies)?.trim() : undefined;
  const bindings = c.env as Partial<HttpBindings> | undefined;
  return forwarded || (bindings?.incoming?.socket.remoteAddress ?? 'unknown');
}

function configuredProxies(): number {
  const { TRUSTED_PROXIES, K_SERVICE } = readConfig(['TRUSTED_PROXIES', 'K_SERVICE']);
  return TRUSTED_PROXIES ?? (K_SERVICE === undefined ? 0 : 1);
}

import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { type Clock, systemClock } from './clock.ts';
import { AppError } from './errors.ts';
import { log } from './log.ts';

const maxAgeMs = 6 * 3_600_000;
const cooldownMs = 30_000;
const timeoutMs = 5000;

/**
 * The public keys at a URL, for jose. Fetched when first needed, every six hours, and when a token names a
 * key that is not among them, but then at most every 30 seconds. While the URL does not answer, what is
 * known holds; where nothing known helps, that is `unavailable` and not the caller's fault.
 */
export function signingKeys(url: string, clock: Clock = systemClock): JWTVerifyGetKey {
  let known: ReturnType<typeof createLocalJWKSet> | undefined;
  let fetchedAt = -Infinity;
  let triedAt = -Infinity;
  let failure: AppError | undefined;
  let pending: Promise<void> | undefined;

  async function fetchKeys(): Promise<void> {
    triedAt = clock();
    try {
      const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
      if (!response.ok) throw new Error(`The keys' URL answered ${response.status}.`);
      known = createLocalJWKSet((await response.json()) as JSONWebKeySet);
      fetchedAt = clock();
      failure = undefined;
    } catch (cause) {
      log.warning('auth.keys_not_fetched', { url, known: known !== undefined }, cause);
      failure = new AppError('unavailable', 'The keys that tokens are checked with cannot be reached.', {
        cause,
        retryAfterSeconds: 5,
      });
    }
  }

  /** Callers that need keys at once share one fetch. */
  function refresh(): Promise<void> {
    pending ??= fetchKeys().finally(() => (pending = undefined));
    return pending;
  }

  return async (header, token) => {
    const cooledDown = () => clock() >= triedAt + cooldownMs;
    if (!known) await refresh();
    // Nobody waits for a refresh by age: keys are announced long before they are used.
    else if (clock() >= fetchedAt + maxAgeMs && cooledDown()) void refresh();

    for (;;) {
      if (!known) throw failure ?? new Error('No keys were fetched.');
      try {
        return await known(header, token);
      } catch (cause) {
        if (!(cause instanceof errors.JWKSNoMatchingKey)) throw cause;
        if (!pending && !cooledDown()) throw failure ?? cause;
        await refresh();
      }
    }
  };
}

import { log } from '../platform/log.ts';
import type { Held, TelegramStore } from './store.ts';

/** A lease lives for ten seconds. */
const everyMs = 4000;

/** Does the work while the lease is kept alive. */
export async function whileHolding<T>(
  { store, typingMs = everyMs }: { store: Pick<TelegramStore, 'renew'>; typingMs?: number },
  held: Held,
  work: () => Promise<T>,
  meanwhile?: () => void,
): Promise<T> {
  // A slow store gets no second renewal before it has answered the first.
  let renewing = false;
  const renew = async () => {
    if (renewing) return;
    renewing = true;
    try {
      await store.renew(held);
    } catch (cause) {
      log.warning('telegram.not_renewed', { updateId: held.updateId }, cause);
    } finally {
      renewing = false;
    }
  };
  const timer = setInterval(() => {
    meanwhile?.();
    void renew();
  }, typingMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

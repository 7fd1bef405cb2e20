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
  const timer = setInterval(() => {
    meanwhile?.();
    store.renew(held).catch((cause: unknown) => {
      log.warning('telegram.not_renewed', { updateId: held.updateId }, cause);
    });
  }, typingMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

import { log } from '../../shared/platform/log.ts';
import type { Held } from '../../shared/telegram/index.ts';
import type { Place } from './read-update.ts';
import type { TelegramWorkerServices } from './services.ts';

/** Telegram shows for five seconds that one types; a lease lives for ten. */
const everyMs = 4000;

type Services = Pick<TelegramWorkerServices, 'telegram' | 'store' | 'typingMs'>;

/** Does the work while the chat shows that it is being done and the lease is kept alive. */
export function whileWorking<T>(
  services: Services,
  { chatId, threadId }: Place,
  held: Held,
  work: () => Promise<T>,
): Promise<T> {
  const target = { chatId, ...(threadId !== undefined && { threadId }) };
  const show = () => void services.telegram.showWorking(target, 'typing');
  show();
  return whileHolding(services, held, work, show);
}

/** Does the work while the lease is kept alive. */
export async function whileHolding<T>(
  { store, typingMs = everyMs }: Services,
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

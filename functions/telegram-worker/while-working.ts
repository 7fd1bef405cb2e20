import { type Held, whileHolding } from '../../shared/telegram/index.ts';
import type { Place } from './read-update.ts';
import type { TelegramWorkerServices } from './services.ts';

/** Telegram shows for five seconds that one types; a lease lives for ten. */
const everyMs = 4000;

type Services = Pick<TelegramWorkerServices, 'telegram' | 'store' | 'typingMs'>;

/** Does the work while the chat shows that it is being done and the lease is kept alive. */
export function whileWorking<T>(
  { telegram, store, typingMs = everyMs }: Services,
  { chatId, threadId }: Place,
  held: Held,
  work: () => Promise<T>,
): Promise<T> {
  const target = { chatId, ...(threadId !== undefined && { threadId }) };
  const show = () => void telegram.showWorking(target, 'typing');
  show();
  return whileHolding({ store, typingMs }, held, work, show);
}

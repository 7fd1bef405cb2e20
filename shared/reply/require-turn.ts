import { AppError } from '../platform/errors.ts';
import type { Language } from '../profile/index.ts';
import type { Quotas, Spent } from '../quota/index.ts';

const tooMany = {
  ru: 'Слишком много сообщений подряд. Дайте старику минуту перевести дух.',
  en: 'Too many messages at once. Do give an old man a minute to catch his breath.',
};

/** Refuses a turn of who took too many in a minute. */
export function requireTurn(
  quotas: Pick<Quotas, 'allow'>,
  userId: string,
  spent: Spent | undefined,
  language: Language,
): void {
  const allowed = quotas.allow(userId, spent);
  if (allowed.ok) return;
  const { retryAfterSeconds } = allowed;
  throw new AppError('rate_limited', tooMany[language], { retryAfterSeconds });
}

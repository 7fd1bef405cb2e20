import type { Caller } from '../platform/auth.ts';
import { AppError } from '../platform/errors.ts';

/** How the ids of people known from Telegram alone begin. */
export const telegramPrefix = 'telegram:';

/** The signed-in app user's id; refuses one that reads like a Telegram account, whose data it would reach. */
export function requireAppUser(caller: Caller): string {
  if (caller.kind !== 'user') throw new AppError('forbidden', 'This is for signed-in people.');
  if (caller.userId.startsWith(telegramPrefix))
    throw new AppError('forbidden', 'This account cannot be used here.');
  return caller.userId;
}

import { AppError } from '../../shared/platform/errors.ts';
import type { Held } from '../../shared/telegram/index.ts';
import type { Made } from './answer-update.ts';
import type { Incoming } from './read-update.ts';
import type { TelegramWorkerServices } from './services.ts';

/**
 * Keeps the answer, and says where. A link moves the person while they are answered, and the answer moves with them; an
 * erasure leaves no place, and the answer goes out unkept.
 */
export async function keepAnswer(
  { store, identities }: TelegramWorkerServices,
  { identity }: Incoming,
  held: Held,
  { answer, moved }: Made,
): Promise<Held> {
  const takenOver = () => new AppError('rate_limited', 'Another worker took this update over.');
  const kept = await store.keepAnswer(held, answer);
  if (kept === 'lost') throw takenOver();
  if (kept === 'done' && !moved) return held;
  const there = { ...held, userId: await identities.resolve(identity, { fresh: true }) };
  if (there.userId === held.userId) return held;
  const lease = await store.lease(there);
  if (lease.outcome === 'gone') return held;
  if (lease.outcome !== 'leased') throw takenOver();
  await store.keepAnswer(there, answer);
  return there;
}

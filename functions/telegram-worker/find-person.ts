import { log } from '../../shared/platform/log.ts';
import { withinLimit } from '../../shared/platform/within-limit.ts';
import type { Profile } from '../../shared/profile/index.ts';
import type { Lease } from '../../shared/telegram/index.ts';
import type { Place } from './read-update.ts';
import type { TelegramWorkerServices } from './services.ts';

export type Found = { userId: string; profile: Profile; lease: Exclude<Lease, { outcome: 'gone' }> };

const patienceMs = 5000;

type Finding = Pick<TelegramWorkerServices, 'people' | 'identities' | 'store'>;

/**
 * The person who wrote, met if they are new, with the lease of their update; nothing for who is erased. What is known
 * in memory of someone may be past, so who is not found is looked for once more in the store.
 */
export async function findPerson(
  { people, identities, store }: Finding,
  { identity, receivedAt, hints }: Place,
  held: { updateId: number; holder: string },
): Promise<Found | undefined> {
  const look = async (fresh: boolean): Promise<Found | undefined> => {
    const userId = await identities.resolve(identity, { fresh });
    if (fresh) people.drop(userId);
    let profile = await people.profile(userId);
    if (!profile) {
      const met = await people.meet(userId, { receivedAt, hints });
      profile = met === 'refused' ? undefined : await people.profile(userId);
    }
    if (!profile) return undefined;
    const lease = await store.lease({ userId, ...held });
    return lease.outcome === 'gone' ? undefined : { userId, profile, lease };
  };
  const found = await withinLimit(look(false), patienceMs);
  if (found) return found;
  const again = await withinLimit(look(true), patienceMs);
  if (!again) log.info('telegram.refused', { updateId: held.updateId });
  return again;
}

import { type People, requireAppUser } from '../../shared/person/index.ts';
import type { Caller } from '../../shared/platform/auth.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { AppError } from '../../shared/platform/errors.ts';

export type PresentServices = {
  people: Pick<People, 'meet' | 'drop' | 'profile' | 'context'>;
  clock: Clock;
};

/** The caller's id, once they are known to exist: whoever comes first makes themselves here. */
export async function presentPerson({ people, clock }: PresentServices, caller: Caller): Promise<string> {
  const userId = requireAppUser(caller);
  // Another instance may have served the change that the caller now looks for.
  people.drop(userId);
  const [profile, context] = await Promise.all([people.profile(userId), people.context(userId)]);
  if (profile && context) return userId;
  if ((await people.meet(userId, { receivedAt: clock() })) === 'refused')
    throw new AppError('conflict', 'This account is being erased; come again in a while.');
  return userId;
}

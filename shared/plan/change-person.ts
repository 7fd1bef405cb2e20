import type { DocumentReference, Firestore, Transaction } from '@google-cloud/firestore';
import { contextOf, contextRef } from '../context/index.ts';
import type { People } from '../person/index.ts';
import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { profileOf, profileRef, type StoredProfile } from '../profile/index.ts';
import { localDay } from './local-day.ts';
import { type Learning, learningSchema } from './schema.ts';
import { learningOf, learningRef } from './store.ts';

/** What every change sees first, in its transaction; all it reads comes before all it writes. */
export type Scene = {
  transaction: Transaction;
  person: DocumentReference;
  profile: StoredProfile;
  learning: Learning;
  now: number;
  /** The date where the person is. */
  today: string;
};

export type ChangePerson = <T>(
  userId: string,
  receivedAt: number | undefined,
  work: (scene: Scene) => Promise<T>,
) => Promise<T>;

/**
 * Gives the function that runs a change in a transaction that needs the person to be there, so that none is made
 * again by a late one. Whoever is not there is met first, unless no time is given: then it is not_found.
 */
export function changePerson(services: {
  firestore: () => Promise<Firestore>;
  people: Pick<People, 'meet'>;
  clock: Clock;
}): ChangePerson {
  const { people, clock } = services;
  return async (userId, receivedAt, work) => {
    const firestore = await services.firestore();
    const person = profileRef(firestore, userId);
    const attempt = () =>
      firestore.runTransaction(async (transaction) => {
        const [stored, gate, state] = await transaction.getAll(
          person,
          contextRef(person),
          learningRef(person),
        );
        const profile = stored && profileOf(stored);
        if (!profile || profile.mergedInto !== undefined || !gate || !contextOf(gate)) return undefined;
        const learning = (state && learningOf(state)) ?? learningSchema.parse({});
        const now = clock();
        const { date: today } = localDay(now, profile.timezone);
        return { done: await work({ transaction, person, profile, learning, now, today }) };
      });
    const first = await attempt();
    if (first) return first.done;
    if (receivedAt === undefined) throw new AppError('not_found', 'There is no such person.');
    const second = (await people.meet(userId, { receivedAt })) === 'refused' ? undefined : await attempt();
    if (second) return second.done;
    throw new AppError('conflict', 'This account is being erased; come again in a while.');
  };
}

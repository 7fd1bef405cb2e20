import type { Memory } from '../../shared/memory/index.ts';
import type { People } from '../../shared/person/index.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import type { Recall, Recalled } from '../../shared/recall/index.ts';

export type SearchServices = {
  people: Pick<People, 'profile'>;
  memory: Pick<Memory, 'siblings' | 'drop'>;
  recall: Pick<Recall, 'search'>;
  clock: Clock;
};

/** What the person said and did that bears on the question, the best first. */
export async function searchOwnMemory(
  { people, memory, recall, clock }: SearchServices,
  userId: string,
  question: string,
  { kind, limit }: { kind?: Recalled['kind'] | undefined; limit: number },
): Promise<Recalled[]> {
  // What was forgotten through another instance must not be found here.
  memory.drop(userId);
  const [profile, windows] = await Promise.all([people.profile(userId), memory.siblings(userId, '')]);
  return recall.search(userId, question, {
    windows,
    revision: Math.max(0, ...windows.map(({ window }) => window.recallRevision)),
    now: clock(),
    limit,
    ...(kind && { kind }),
    ...(profile && { timeZone: profile.timezone }),
  });
}

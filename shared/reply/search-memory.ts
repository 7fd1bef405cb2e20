import type { Opened } from '../memory/index.ts';
import type { Recalled } from '../recall/index.ts';
import type { TurnServices } from './services.ts';

export type SearchOptions = { kind?: 'turn' | 'activity'; limit?: number };

/** More than any answer shows, for some of it may stand in the prompt already. */
const mostFound = 16;

/** What was said before that bears on a question, the live window included. */
export async function searchMemory(
  { memory, recall, people, clock }: Pick<TurnServices, 'memory' | 'recall' | 'people' | 'clock'>,
  { userId, conversationId, window }: Opened,
  question: string,
  { kind = 'turn', limit = mostFound }: SearchOptions = {},
): Promise<Recalled[]> {
  const [siblings, profile] = await Promise.all([
    memory.siblings(userId, conversationId),
    people.profile(userId),
  ]);
  const own = window ? [{ conversationId, window }] : [];
  return recall.search(userId, question, {
    windows: [...own, ...siblings],
    revision: Math.max(0, ...[...own, ...siblings].map((one) => one.window.recallRevision)),
    now: clock(),
    ...(profile && { timeZone: profile.timezone }),
    kind,
    limit,
  });
}

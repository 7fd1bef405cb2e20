import type { Opened } from '../memory/index.ts';
import { windowEvents } from '../prompt/index.ts';
import type { Recalled } from '../recall/index.ts';
import type { TurnServices } from './services.ts';

type Options = { kind?: 'turn' | 'activity'; limit?: number };

/** What was said before that bears on a question, leaving out what the prompt shows anyway. */
export async function searchMemory(
  { memory, recall, people, clock }: Pick<TurnServices, 'memory' | 'recall' | 'people' | 'clock'>,
  { userId, conversationId, window }: Opened,
  question: string,
  options: Options & { shown?: boolean } = {},
): Promise<Recalled[]> {
  const { shown = true, ...rest } = options;
  const [siblings, profile] = await Promise.all([
    memory.siblings(userId, conversationId),
    people.profile(userId),
  ]);
  const own = window ? [{ conversationId, window }] : [];
  const events = shown ? (window?.events.slice(-windowEvents) ?? []) : [];
  return recall.search(userId, question, {
    windows: [...own, ...siblings],
    revision: Math.max(0, ...[...own, ...siblings].map((one) => one.window.recallRevision)),
    now: clock(),
    ...(profile && { timeZone: profile.timezone }),
    exclude: new Set(events.map(({ id }) => `${conversationId}~${id}`)),
    ...rest,
  });
}

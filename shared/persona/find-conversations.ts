import type { Firestore } from '@google-cloud/firestore';
import { z } from 'zod';
import { conversationIdSchema, conversationsOf, windowSchema } from '../memory/index.ts';
import type { JobOptions } from './job-schema.ts';
import { needsMemory } from './needs-memory.ts';
import { isEmptyTalk } from './read-talk.ts';
import { memoriesOf } from './store.ts';

/** One job holds the names of so many conversations; of more, the most recently updated. */
const mostConversations = 5000;

const headSchema = windowSchema.pick({ updatedAt: true, summary: true }).extend({
  totals: z.object({ user: z.number(), assistant: z.number() }).default({ user: 0, assistant: 0 }),
});

/** The conversations that a job is to remember, the most recently updated first. */
export async function findConversations(
  firestore: Firestore,
  userId: string,
  options: JobOptions,
): Promise<string[]> {
  if (!options.refresh) return [];
  if (options.conversationId !== undefined) return [options.conversationId];
  const [talks, memories] = await Promise.all([
    conversationsOf(firestore, userId).select('updatedAt', 'summary', 'totals').get(),
    memoriesOf(firestore, userId).select('conversationUpdatedAt').get(),
  ]);
  const known = new Map(memories.docs.map((doc) => [doc.id, Number(doc.get('conversationUpdatedAt'))]));
  const latestFirst = talks.docs
    .map((doc) => ({ id: doc.id, head: headSchema.parse(doc.data()) }))
    .filter(({ id }) => conversationIdSchema.safeParse(id).success)
    .toSorted((a, b) => b.head.updatedAt - a.head.updatedAt || (a.id < b.id ? -1 : 1));
  const most = options.clamp < 0 ? mostConversations : Math.min(options.clamp, mostConversations);
  const chosen: string[] = [];
  for (const { id, head } of latestFirst) {
    if (chosen.length >= most) break;
    const at = known.get(id);
    const memory = at === undefined ? undefined : { conversationUpdatedAt: at };
    const stale = !options.onlyNeeding || needsMemory({ ...head, isEmpty: false }, memory, options);
    if (!stale) continue;
    const empty = await isEmptyTalk(firestore, userId, { id, head });
    if (!empty || options.includeEmpty) chosen.push(id);
  }
  return chosen;
}

import type { Firestore } from '@google-cloud/firestore';
import { AppError } from '../platform/errors.ts';
import { archivedMs, archivedSchema, archiveIdOf, type MemoryEvent, windowSchema } from './schema.ts';
import { archiveOf, byName, conversationsOf } from './store.ts';

/** A page of what is remembered. */
export type MemoryPage = {
  /** On the first page: what was summarised of each conversation. */
  summaries: { conversationId: string; summary: string; updatedAt: number }[];
  /** The latest first; `id` is unique among all that the person ever said. */
  events: (MemoryEvent & { conversationId: string })[];
  next?: string;
};

type Place = { at: number; id: string };

/** What is remembered of a person, the latest first. */
export async function listMemory(
  firestore: Firestore,
  userId: string,
  { limit, before, now }: { limit: number; before?: string | undefined; now: number },
): Promise<MemoryPage> {
  const from = before === undefined ? undefined : readPlace(before);
  const conversations = await conversationsOf(firestore, userId).get();
  const windows = conversations.docs.map((doc) => ({
    conversationId: doc.id,
    window: windowSchema.parse(doc.data()),
  }));
  const live = windows.flatMap(({ conversationId, window }) =>
    window.events.map((event) => ({ ...event, id: archiveIdOf(conversationId, event.id), conversationId })),
  );
  let query = archiveOf(firestore, userId)
    .where('at', '>', now - archivedMs)
    .orderBy('at', 'desc')
    .orderBy(byName, 'desc');
  if (from) query = query.startAfter(from.at, from.id);
  const archived = (await query.limit(limit + 1).get()).docs.map((doc) => ({
    ...archivedSchema.parse(doc.data()),
    id: doc.id,
  }));
  const all = [...live.filter((event) => !from || isBefore(event, from)), ...archived];
  // What compression moves while we read would come twice.
  const events = [...new Map(all.map((event) => [event.id, event])).values()].sort(latestFirst);
  const page = events.slice(0, limit);
  const last = page.at(-1);
  return {
    summaries: from
      ? []
      : windows
          .filter(({ window }) => window.summary !== '')
          .map(({ conversationId, window: { summary, updatedAt } }) => ({
            conversationId,
            summary,
            updatedAt,
          }))
          .sort((a, b) => b.updatedAt - a.updatedAt),
    events: page,
    ...(last && events.length > limit && { next: `${last.at}~${last.id}` }),
  };
}

function latestFirst(a: Place, b: Place): number {
  if (a.at !== b.at || a.id === b.id) return b.at - a.at;
  return a.id < b.id ? 1 : -1;
}

function isBefore(event: Place, from: Place): boolean {
  return latestFirst(from, event) < 0;
}

function readPlace(text: string): Place {
  const [, at, id] = /^(\d+(?:\.\d+)?)~([^/]+)$/.exec(text) ?? [];
  if (at === undefined || id === undefined) {
    const fields = [{ path: 'before', rule: 'Must be the `next` of another page' }];
    throw new AppError('bad_request', 'The request is not right.', { fields });
  }
  return { at: Number(at), id };
}

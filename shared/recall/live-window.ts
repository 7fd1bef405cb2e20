import { type OpenSegment, openWindow } from './open-segment.ts';
import type { Snippet } from './schema.ts';

/** What recall needs of a conversation's live window. */
export type LiveWindow = {
  events: readonly {
    id: string;
    role: Snippet['role'];
    content: string;
    at: number;
    tags: readonly string[];
  }[];
  activities: readonly ({ id: string; summary: string; at: number } & NonNullable<Snippet['activity']>)[];
  epoch: number;
  recallRevision: number;
  createdAt: number;
};

/** The tags of replies that say nothing new: what recall, rules or a skill gave, and that nothing could be said. */
const emptyTags: readonly string[] = ['recalled', 'offline', 'skill', 'apology'];

/** What of a window, or of a part of it, is worth finding again. */
export function snippetsOf(
  conversationId: string,
  { events, activities }: Pick<LiveWindow, 'events' | 'activities'>,
): Snippet[] {
  const turns = events
    .filter(({ tags }) => !tags.some((tag) => emptyTags.includes(tag)))
    .map(({ id, role, content, at }): Snippet => {
      return { id: snippetIdOf(conversationId, id), conversationId, role, kind: 'turn', text: content, at };
    });
  const done = activities.map(
    ({ id, summary, at, actionType, skill, hourOfDay, dayOfWeek, durationMs }): Snippet => {
      const activity = {
        actionType,
        ...(skill !== undefined && { skill }),
        hourOfDay,
        dayOfWeek,
        durationMs,
      };
      const text = summary;
      return {
        id: snippetIdOf(conversationId, id),
        conversationId,
        role: 'user',
        kind: 'activity',
        text,
        at,
        activity,
      };
    },
  );
  return [...turns, ...done];
}

/** The id of an event or activity among all of a person's. */
export function snippetIdOf(conversationId: string, id: string): string {
  return `${conversationId}~${id}`;
}

const opened = new WeakMap<LiveWindow, OpenSegment>();

/** A window ready to be searched, without what is sealed already. */
export function openLive(
  conversationId: string,
  window: LiveWindow,
  isSealed: (id: string) => boolean,
): OpenSegment {
  const known = opened.get(window);
  if (known && !known.snippets.some(({ id }) => isSealed(id))) return known;
  const snippets = snippetsOf(conversationId, window);
  const unsealed = snippets.filter(({ id }) => !isSealed(id));
  const open = openWindow(unsealed);
  if (unsealed.length === snippets.length) opened.set(window, open);
  return open;
}

import type { Firestore } from '@google-cloud/firestore';
import { type Embed, type EmbeddedSnippet, embedTexts } from '../recall/index.ts';
import { changeLive, changeSealed, type EventAddress, isOfEvent } from './change-sealed.ts';
import { archiveIdOf, type Evidence, type Window } from './schema.ts';

const embedMs = 5000;
const editedTag = 'edited';
/** What a turn's activity says of the message. */
const summaryChars = 120;

/** Replaces what an event says, in its window or else in the archive and in recall; false where it is in neither. */
export async function editEvent(
  { firestore, embed }: { firestore: Firestore; embed?: Embed | undefined },
  { content, ...address }: EventAddress & { content: string },
): Promise<boolean> {
  const { conversationId, eventId } = address;
  const id = archiveIdOf(conversationId, eventId);
  const tagged = (tags: readonly string[]) => [...new Set([...tags, editedTag])];
  const summary = content.slice(0, summaryChars).toWellFormed();
  const cite = (evidence: readonly Evidence[]) =>
    evidence.map((one) => (one.id === id ? { ...one, text: content } : one));
  const live = await changeLive(firestore, address, (window): Window | undefined => {
    if (!window.events.some((event) => event.id === eventId)) return undefined;
    return {
      ...window,
      events: window.events.map((event) =>
        event.id === eventId ? { ...event, content, tags: tagged(event.tags) } : event,
      ),
      activities: window.activities.map((activity) =>
        activity.actionType === 'turn' && isOfEvent(activity.id, eventId)
          ? { ...activity, summary }
          : activity,
      ),
      evidence: cite(window.evidence),
    };
  });
  if (live) return true;
  const vectors = await embedTexts(embed, [content, summary], { limitMs: embedMs });
  return changeSealed(firestore, address, {
    event: (event) => ({ ...event, content, tags: tagged(event.tags) }),
    snippet: (snippet) => {
      if (snippet.id === id) return withText(snippet, content, vectors?.[0]);
      return snippet.activity?.actionType === 'turn' ? withText(snippet, summary, vectors?.[1]) : snippet;
    },
    // The summary may say what was said before; what it leaves out is in the archive.
    window: (window) => ({ ...window, summary: '', evidence: cite(window.evidence) }),
  });
}

/** The snippet with another text; what was made of the old one does not hold for it. */
function withText(snippet: EmbeddedSnippet, text: string, embedding: number[] | undefined): EmbeddedSnippet {
  const changed = { ...snippet, text };
  if (embedding) changed.embedding = embedding;
  else delete changed.embedding;
  return changed;
}

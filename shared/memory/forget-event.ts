import type { Firestore } from '@google-cloud/firestore';
import { changeLive, changeSealed, type EventAddress, isOfEvent } from './change-sealed.ts';
import { archiveIdOf, evidenceSchema, type MemoryEvent, type Window } from './schema.ts';
import { conversationsOf } from './store.ts';

/** Shorter texts turn up in replies by themselves. */
const fewestQuoted = 8;

/** Forgets an event or activity wherever it is kept; false where it is nowhere. */
export async function forgetEvent(firestore: Firestore, address: EventAddress): Promise<boolean> {
  const { conversationId, eventId } = address;
  const id = archiveIdOf(conversationId, eventId);
  let said = '';
  const live = await changeLive(firestore, address, (window) => {
    said = window.events.find((event) => event.id === eventId)?.content ?? '';
    const events = window.events.filter((event) => event.id !== eventId && !quotes(event, said));
    const activities = window.activities.filter(
      (activity) => activity.id !== eventId && !isOfEvent(activity.id, eventId),
    );
    const same = events.length === window.events.length && activities.length === window.activities.length;
    return same ? undefined : { ...window, events, activities };
  });
  const found =
    live ||
    (await changeSealed(firestore, address, {
      event: () => undefined,
      snippet: () => undefined,
      // A summary cannot be searched for one thing; it may hold what is to be forgotten.
      window: (window) => ({ ...window, summary: '' }),
    }));
  if (found) await forgetCited(firestore, address.userId, id);
  return found;
}

/** Whether a reply repeats, word for word, what is to be forgotten. */
function quotes({ role, content }: MemoryEvent, said: string): boolean {
  return role === 'assistant' && said.length >= fewestQuoted && content.includes(said);
}

/** What the last answer of any conversation rested on is kept with it, as text. */
async function forgetCited(firestore: Firestore, userId: string, id: string): Promise<void> {
  const cites = (evidence: Window['evidence']) => evidence.some((one) => one.id === id);
  const conversations = await conversationsOf(firestore, userId).select('evidence').get();
  for (const doc of conversations.docs) {
    if (!cites(evidenceSchema.array().catch([]).parse(doc.get('evidence')))) continue;
    await changeLive(firestore, { userId, conversationId: doc.id }, (window) =>
      cites(window.evidence)
        ? { ...window, evidence: window.evidence.filter((one) => one.id !== id) }
        : undefined,
    );
  }
}

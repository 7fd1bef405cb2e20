import type { Firestore } from '@google-cloud/firestore';
import {
  type EmbeddedSnippet,
  findSegments,
  readRewriting,
  type Snippet,
  stageRewriting,
} from '../recall/index.ts';
import { type ArchivedEvent, archivedSchema, archiveIdOf, type Window } from './schema.ts';
import { archiveOf, conversationsOf, windowChanges, windowIn } from './store.ts';

/** The id of one event or activity, in full. */
export type EventAddress = { userId: string; conversationId: string; eventId: string };

/** Whether an activity is of the turn that an event began. */
export function isOfEvent(activityId: string, eventId: string): boolean {
  return activityId.startsWith(`${eventId}.`) && !activityId.slice(eventId.length + 1).includes('.');
}

/** Changes a live window in a transaction; false where `change` answers nothing, or there is no window. */
export async function changeLive(
  firestore: Firestore,
  { userId, conversationId }: Pick<EventAddress, 'userId' | 'conversationId'>,
  change: (window: Window) => Window | undefined,
): Promise<boolean> {
  const document = conversationsOf(firestore, userId).doc(conversationId);
  return firestore.runTransaction(async (transaction) => {
    const window = await windowIn(transaction, document);
    const changed = window && change(window);
    if (changed) transaction.update(document, windowChanges(changed));
    return changed !== undefined;
  });
}

export type SealedChange = {
  /** What becomes of the archived event; nothing deletes it. */
  event: (event: ArchivedEvent) => ArchivedEvent | undefined;
  /** What becomes of each snippet of the event and its activities; nothing forgets it. */
  snippet: (snippet: Snippet) => EmbeddedSnippet | undefined;
  window: (window: Window) => Window;
};

const attempts = 5;

/** Changes an event in the archive and in recall, in one transaction; false where neither holds it. */
export async function changeSealed(
  firestore: Firestore,
  { userId, conversationId, eventId }: EventAddress,
  change: SealedChange,
): Promise<boolean> {
  const id = archiveIdOf(conversationId, eventId);
  const archive = archiveOf(firestore, userId).doc(id);
  const document = conversationsOf(firestore, userId).doc(conversationId);
  const matches = (snippet: Snippet) =>
    snippet.id === id || (snippet.kind === 'activity' && isOfEvent(snippet.id, id));
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const known: unknown = (await archive.get()).get('at');
    const at = typeof known === 'number' ? known : undefined;
    const holding = await findSegments(firestore, userId, { matches, at });
    const found = await firestore.runTransaction(async (transaction) => {
      const window = await windowIn(transaction, document);
      const snapshot = await transaction.get(archive);
      const rewriting = await readRewriting(transaction, firestore, userId, holding);
      if (!rewriting) return undefined;
      if (!snapshot.exists && holding.ids.length === 0) return false;
      const recallRevision = stageRewriting(transaction, firestore, userId, rewriting, (snippet) =>
        matches(snippet) ? change.snippet(snippet) : snippet,
      );
      const event = snapshot.exists ? change.event(archivedSchema.parse(snapshot.data())) : undefined;
      if (event) transaction.update(archive, event);
      else transaction.delete(archive);
      if (window) transaction.update(document, windowChanges(change.window({ ...window, recallRevision })));
      return true;
    });
    if (found !== undefined) return found;
  }
  throw new Error('memory changes faster than an event of it can be changed');
}

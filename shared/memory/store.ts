import {
  FieldPath,
  FieldValue,
  type DocumentReference,
  type Firestore,
  type Timestamp,
  type Transaction,
} from '@google-cloud/firestore';
import { fillOf } from './add-turn.ts';
import {
  type ArchivedEvent,
  archivedMs,
  archivedSchema,
  archiveIdOf,
  type MemoryEvent,
  type Window,
  windowSchema,
} from './schema.ts';

/** Orders documents by their ids. */
export const byName: FieldPath = FieldPath.documentId();

/** Where a person's conversations are, one document for each live window. */
export function conversationsOf(firestore: Firestore, userId: string) {
  return firestore.collection('users').doc(userId).collection('conversations');
}

/** Where what compression moved out is kept. */
export function archiveOf(firestore: Firestore, userId: string) {
  return firestore.collection('users').doc(userId).collection('archive');
}

/** The person's own document. */
export function personOf(firestore: Firestore, userId: string): DocumentReference {
  return firestore.doc(`users/${userId}`);
}

/** The document that is there as long as the person is: whoever writes a turn updates it in the same batch. */
export function gateOf(firestore: Firestore, userId: string): DocumentReference {
  return firestore.doc(`users/${userId}/state/context`);
}

/** A window as it was read, and when it was last written. */
export type Stored = { window: Window | undefined; updateTime: Timestamp | undefined };

/** A conversation as a turn found it. */
export type Opened = Stored & { userId: string; conversationId: string };

/** Reads the live window of one conversation. */
export async function readWindow(document: DocumentReference): Promise<Stored> {
  const snapshot = await document.get();
  if (!snapshot.exists) return { window: undefined, updateTime: undefined };
  return { window: windowSchema.parse(snapshot.data()), updateTime: snapshot.updateTime };
}

/** Reads a live window in a transaction. */
export async function windowIn(
  transaction: Transaction,
  document: DocumentReference,
): Promise<Window | undefined> {
  const snapshot = await transaction.get(document);
  return snapshot.exists ? windowSchema.parse(snapshot.data()) : undefined;
}

/** A window's fields for a document that is made; what is not set is left out. */
export function windowFields(window: Window): Record<string, unknown> {
  const set = Object.entries(window).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(set), fill: fillOf(window) };
}

/** A window's fields for a document that exists; what is not set is taken away. */
export function windowChanges(window: Window): Record<string, unknown> {
  const { ledger = FieldValue.delete(), model = FieldValue.delete() } = window;
  return { ...windowFields(window), ledger, model };
}

/** An event's fields in the archive. */
export function archivedFields(conversationId: string, event: MemoryEvent): Record<string, unknown> {
  return {
    ...event,
    conversationId,
    expireAt: new Date(event.at + archivedMs),
  } satisfies ArchivedEvent & { expireAt: Date };
}

/** An event that compression moved out, unless its time is over. */
export async function readArchived(
  firestore: Firestore,
  userId: string,
  { conversationId, eventId, now }: { conversationId: string; eventId: string; now: number },
): Promise<ArchivedEvent | undefined> {
  const snapshot = await archiveOf(firestore, userId).doc(archiveIdOf(conversationId, eventId)).get();
  if (!snapshot.exists) return undefined;
  const event = archivedSchema.parse(snapshot.data());
  return event.at + archivedMs > now ? event : undefined;
}

import type {
  DocumentData,
  DocumentReference,
  Firestore,
  Timestamp,
  Transaction,
} from '@google-cloud/firestore';
import { contextRef } from '../context/index.ts';
import { erasureMarkOf, erasureMarkRef } from './erasure-mark.ts';

/** Lets a person's first documents in. */
type Gate = {
  /** What is received after this moment is theirs, and not of someone erased who had the same id. */
  since: number;
  /** An update that changes nothing and fails where the gate is another one, for who writes outside a transaction. */
  unchanged: { ref: DocumentReference; data: DocumentData; version: Timestamp | undefined };
};

/**
 * What must be known to make a document of a person's: nothing where they are not there and are to be met first. Erasing
 * begins with the gate, so that nothing gets past that holds it, by a transaction or by its version.
 */
export async function readGate(
  reader: Pick<Transaction | Firestore, 'getAll'>,
  person: DocumentReference,
): Promise<Gate | undefined> {
  const [gate, erased] = await reader.getAll(contextRef(person), erasureMarkRef(person.firestore, person.id));
  if (!gate?.exists) return undefined;
  const { ref, updateTime: version } = gate;
  const lastActive: unknown = gate.get('lastActive');
  const unchanged = { ref, data: { lastActive: lastActive ?? null }, version };
  const mark = erased && erasureMarkOf(erased);
  if (mark === undefined) return { since: 0, unchanged };
  const erasedAt = mark.erasedAt ?? mark.requestedAt;
  return { since: mark.state === 'running' ? Number.MAX_SAFE_INTEGER : erasedAt, unchanged };
}

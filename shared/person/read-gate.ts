import type { DocumentReference, Transaction } from '@google-cloud/firestore';
import { contextRef } from '../context/index.ts';
import { erasureMarkOf, erasureMarkRef } from './erasure-mark.ts';

/**
 * What a transaction that makes a document of a person's must know: nothing where they are not there and are to be met
 * first, else the moment from which what is received is theirs, and not of someone erased who had the same id.
 */
export async function readGate(
  transaction: Transaction,
  person: DocumentReference,
): Promise<{ since: number } | undefined> {
  const [gate, erased] = await transaction.getAll(
    contextRef(person),
    erasureMarkRef(person.firestore, person.id),
  );
  if (!gate?.exists) return undefined;
  const mark = erased && erasureMarkOf(erased);
  if (mark === undefined) return { since: 0 };
  return { since: mark.state === 'running' ? Number.MAX_SAFE_INTEGER : (mark.erasedAt ?? mark.requestedAt) };
}

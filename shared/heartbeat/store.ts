import { FieldValue, type Firestore, type Transaction } from '@google-cloud/firestore';
import { type LastBeat, lastBeatSchema } from './schema.ts';

const path = 'jobs/heartbeat';

/** Counts a beat in the caller's transaction. */
export function recordBeat(
  firestore: Firestore,
  transaction: Transaction,
  beat: { at: number; source: string },
): void {
  transaction.set(firestore.doc(path), { ...beat, count: FieldValue.increment(1) }, { merge: true });
}

/** The last beat, or nothing before the first. */
export async function lastBeat(firestore: Firestore): Promise<LastBeat | undefined> {
  const snapshot = await firestore.doc(path).get();
  return snapshot.exists ? lastBeatSchema.parse(snapshot.data()) : undefined;
}

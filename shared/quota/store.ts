import { FieldValue, type Firestore, type WriteBatch } from '@google-cloud/firestore';
import { dayOf, secondOf, type Spent, spentSchema, totalSchema } from './schema.ts';
import { isCounted } from './count-turns.ts';

const collection = 'quotas';
const dayMs = 86_400_000;
/** No person's id, or an identity's, begins with this. */
const totalId = (day: string) => `~total~${day}`;

/** What the person has spent; one read. */
export async function readSpent(firestore: Firestore, userId: string): Promise<Spent> {
  const snapshot = await firestore.collection(collection).doc(userId).get();
  return spentSchema.parse(snapshot.data() ?? {});
}

/**
 * Stages a turn on the caller's batch. Increments alone, so that turns that end at once all count; what counts no
 * more of what was read before goes with the same write.
 */
export function stageSpent(
  firestore: Firestore,
  batch: WriteBatch,
  userId: string,
  spent: { turns: number; tokens: number; before: Spent | undefined; now: number },
): void {
  const { now, before } = spent;
  const second = String(secondOf(now));
  const day = dayOf(now);
  const oldTurns = Object.keys(before?.turns ?? {}).filter((key) => !isCounted(Number(key), secondOf(now)));
  const oldDays = Object.keys(before?.tokens ?? {}).filter((key) => key < day);
  const gone = (keys: string[]) => Object.fromEntries(keys.map((key) => [key, FieldValue.delete()]));
  const turns = {
    ...gone(oldTurns),
    ...(spent.turns > 0 && { [second]: FieldValue.increment(spent.turns) }),
  };
  const tokens = { ...gone(oldDays), ...(spent.tokens > 0 && { [day]: FieldValue.increment(spent.tokens) }) };
  // An empty map would not be merged but take the place of the one that is there.
  const filled = Object.entries({ turns, tokens }).filter(([, map]) => Object.keys(map).length > 0);
  const expireAt = new Date(now + 2 * dayMs);
  const quota = firestore.collection(collection).doc(userId);
  batch.set(quota, { ...Object.fromEntries(filled), expireAt }, { merge: true });
}

/** What all have spent on that day. */
export async function readTotal(firestore: Firestore, day: string): Promise<number> {
  const snapshot = await firestore.collection(collection).doc(totalId(day)).get();
  return totalSchema.parse(snapshot.data() ?? {}).tokens;
}

/** Adds to what all have spent on that day. */
export async function increaseTotal(firestore: Firestore, day: string, tokens: number): Promise<void> {
  const expireAt = new Date(Date.parse(day) + 3 * dayMs);
  const total = { tokens: FieldValue.increment(tokens), expireAt };
  await firestore.collection(collection).doc(totalId(day)).set(total, { merge: true });
}

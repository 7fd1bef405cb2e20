import type { Firestore } from '@google-cloud/firestore';
import { nextWeekly, profileOf, profileRef, usersCollection } from '../profile/index.ts';
import type { WeeklyPlace } from './weekly-schema.ts';

const slotAt = 'weekly.at';

/** The people whose weekly word is due, those who have waited longest first, a page at a time. */
export async function findDue(
  firestore: Firestore,
  { now, limit, after }: { now: number; limit: number; after: WeeklyPlace | undefined },
): Promise<{ userIds: string[]; next?: WeeklyPlace }> {
  const due = firestore
    .collection(usersCollection)
    .where(slotAt, '<=', now)
    .orderBy(slotAt)
    .orderBy('__name__')
    .select(slotAt)
    .limit(limit);
  const page = after ? due.startAfter(after.at, after.userId) : due;
  const { docs } = await page.get();
  const last = docs.length < limit ? undefined : docs.at(-1);
  return {
    userIds: docs.map(({ id }) => id),
    ...(last && { next: { at: Number(last.get(slotAt)), userId: last.id } }),
  };
}

/** Notes that a week needs no more telling, whoever else notes it; nothing for who is not there. */
export async function settleWeek(firestore: Firestore, userId: string, week: string): Promise<void> {
  const ref = profileRef(firestore, userId);
  await firestore.runTransaction(async (transaction) => {
    const profile = profileOf(await transaction.get(ref));
    if (!profile?.weekly || profile.mergedInto !== undefined || profile.weekly.week > week) return;
    transaction.update(ref, { weekly: nextWeekly(week, profile.timezone) });
  });
}

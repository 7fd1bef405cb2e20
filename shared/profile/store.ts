import type { DocumentReference, DocumentSnapshot, Firestore } from '@google-cloud/firestore';
import { z } from 'zod';
import { type Profile, profileSchema } from './schema.ts';
import { type WeeklySlot, weeklySlotSchema } from './weekly-slot.ts';

/** Everything of one person is in and under their document here. */
export const usersCollection = 'users';

/**
 * A profile as it is stored, with the count of changes that other instances may not have seen, and the week to be told
 * of next, for who has begun with plans.
 */
export type StoredProfile = Profile & { epoch: number; weekly?: WeeklySlot | undefined };

const storedSchema = profileSchema.extend({
  epoch: z.number().int().default(0),
  weekly: weeklySlotSchema.optional(),
});

/** Where a person's profile is. */
export function profileRef(firestore: Firestore, userId: string): DocumentReference {
  return firestore.collection(usersCollection).doc(userId);
}

/** The profile that was read; one without times takes the document's own. */
export function profileOf(snapshot: DocumentSnapshot): StoredProfile | undefined {
  if (!snapshot.exists) return undefined;
  const times = {
    createdAt: snapshot.createTime?.toMillis() ?? 0,
    updatedAt: snapshot.updateTime?.toMillis() ?? 0,
  };
  return storedSchema.parse({ userId: snapshot.id, ...times, ...snapshot.data() });
}

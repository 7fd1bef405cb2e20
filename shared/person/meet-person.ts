import type { Firestore } from '@google-cloud/firestore';
import { type WorkContext, contextRef, emptyContext } from '../context/index.ts';
import { type Macro, macrosDocument, macrosRef } from '../macros/index.ts';
import {
  defaultProfile,
  editProfile,
  type Language,
  profileEditSchema,
  profileOf,
  profileRef,
  type StoredProfile,
} from '../profile/index.ts';
import { erasureMarkOf, erasureMarkRef, forbidsMeeting } from './erasure-mark.ts';

/** What a surface knows of someone new. */
export type Hints = { name?: string; language?: Language };

/** All that a person has from the first contact on. */
type Person = { profile: StoredProfile; context: WorkContext; macros: Macro[] };

export type Meeting = 'met' | 'new' | 'refused';

/**
 * Makes what is missing of a person in one transaction. Refused while they are being erased, for what was received
 * before that was done, and for someone who lives on under another id.
 */
export function meetPerson(
  firestore: Firestore,
  userId: string,
  options: { receivedAt: number; now: number; hints?: Hints | undefined },
): Promise<Meeting> {
  const ref = profileRef(firestore, userId);
  const refs = [ref, contextRef(ref), macrosRef(ref), erasureMarkRef(firestore, userId)] as const;
  return firestore.runTransaction(async (transaction): Promise<Meeting> => {
    const [profile, context, macros, mark] = await transaction.getAll(...refs);
    if (!profile || !context || !macros || !mark) throw new Error('Firestore answered less than was asked.');
    const known = profileOf(profile);
    if (known?.mergedInto !== undefined || forbidsMeeting(erasureMarkOf(mark), options.receivedAt))
      return 'refused';
    const person = newPerson(userId, options.now, options.hints);
    if (!profile.exists) transaction.create(refs[0], person.profile);
    if (!context.exists) transaction.create(refs[1], person.context);
    if (!macros.exists) transaction.create(refs[2], macrosDocument(person.macros));
    return known ? 'met' : 'new';
  });
}

/** Someone who is not there yet, with the defaults and what is known of them. */
export function newPerson(userId: string, now: number, hints: Hints = {}): Person {
  const name = profileEditSchema.shape.name.safeParse(hints.name?.slice(0, 100));
  const { language } = hints;
  const profile = editProfile(
    defaultProfile(userId, now),
    { ...(name.success && { name: name.data }), ...(language && { language }) },
    now,
  );
  // Later than any epoch that instances may still hold of someone erased who had the same id.
  return { profile: { ...profile, epoch: now }, context: emptyContext(), macros: [] };
}

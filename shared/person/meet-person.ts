import type { Firestore } from '@google-cloud/firestore';
import { type WorkContext, contextOf, contextRef, emptyContext } from '../context/index.ts';
import { type Macro, macrosDocument, macrosOf, macrosRef } from '../macros/index.ts';
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
export type Person = { profile: StoredProfile; context: WorkContext; macros: Macro[] };

export type Meeting = { outcome: 'refused' } | ({ outcome: 'met' | 'new' } & Person);

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
      return { outcome: 'refused' };
    const person: Person = {
      profile: known ?? { ...firstProfile(userId, options.now, options.hints), epoch: 0 },
      context: contextOf(context) ?? emptyContext(),
      macros: macrosOf(macros) ?? [],
    };
    if (!profile.exists) transaction.create(refs[0], person.profile);
    if (!context.exists) transaction.create(refs[1], person.context);
    if (!macros.exists) transaction.create(refs[2], macrosDocument(person.macros));
    return { outcome: known ? 'met' : 'new', ...person };
  });
}

function firstProfile(userId: string, now: number, hints: Hints = {}) {
  const name = profileEditSchema.shape.name.safeParse(hints.name?.slice(0, 100));
  const { language } = hints;
  return editProfile(
    defaultProfile(userId, now),
    { ...(name.success && { name: name.data }), ...(language && { language }) },
    now,
  );
}

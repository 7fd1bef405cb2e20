import type { DocumentReference, Firestore } from '@google-cloud/firestore';
import { contextOf, contextRef, emptyContext } from '../context/index.ts';
import { macrosDocument, macrosRef } from '../macros/index.ts';
import { emptyWindow, windowFields } from '../memory/index.ts';
import { learningRef } from '../plan/index.ts';
import { AppError } from '../platform/errors.ts';
import { defaultProfile, profileOf, profileRef } from '../profile/index.ts';
import { clearShop } from './clear-shop.ts';
import { removeAll } from './store.ts';

/** What is made of conversations and days, by collection. */
const memories = ['archive', 'recall', 'conversationMemories', 'personas', 'plans', 'feedback'];

/**
 * Gives a person the defaults of the first day and forgets all that was said and made of it; their accounts, budgets
 * and all else stay. Answers the documents removed by collection; not_found where there is nobody.
 */
export async function resetPerson(
  firestore: Firestore,
  userId: string,
  now: number,
): Promise<Record<string, number>> {
  const person = profileRef(firestore, userId);
  const epoch = await makeDefault(firestore, person, now);
  // Windows stay, empty: they tell other instances that what they hold of the person no longer holds.
  const cleared = { conversations: await emptyWindows(firestore, person, { epoch, now }) };
  const removed: Record<string, number> = await clearShop(firestore, userId, now);
  for (const collection of memories) removed[collection] = await removeAll(person.collection(collection));
  return { ...cleared, ...removed };
}

function makeDefault(firestore: Firestore, person: DocumentReference, now: number): Promise<number> {
  const gate = contextRef(person);
  return firestore.runTransaction(async (transaction) => {
    const [stored, context] = await transaction.getAll(person, gate);
    const profile = stored && profileOf(stored);
    if (!profile || profile.mergedInto !== undefined)
      throw new AppError('not_found', 'There is no such person.');
    const { createdAt, epoch } = profile;
    transaction.set(person, { ...defaultProfile(person.id, now), createdAt, epoch: epoch + 1 });
    if (context && contextOf(context)) transaction.update(gate, emptyContext());
    else transaction.create(gate, emptyContext());
    transaction.set(macrosRef(person), macrosDocument([]));
    transaction.delete(learningRef(person));
    return epoch + 1;
  });
}

async function emptyWindows(
  firestore: Firestore,
  person: DocumentReference,
  { epoch, now }: { epoch: number; now: number },
): Promise<number> {
  const conversations = await person.collection('conversations').select().get();
  for (const { ref } of conversations.docs) {
    await firestore.runTransaction(async (transaction) => {
      if ((await transaction.get(ref)).exists)
        transaction.set(ref, windowFields(emptyWindow({ epoch, now })));
    });
  }
  return conversations.size;
}

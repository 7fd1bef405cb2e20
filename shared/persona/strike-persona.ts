import type { Firestore } from '@google-cloud/firestore';
import type { PersonaStoring } from './save-persona.ts';
import { AppError } from '../platform/errors.ts';
import type { PersonaDocument, PersonaListKey } from './schema.ts';
import { personaOf, personaRef, readPerson } from './store.ts';
import { evidenceOf, isSameItem, withoutStruck } from './struck.ts';

const mostStruck = 500;

/**
 * Gives the function that strikes an item of a person's persona for good; not_found where it is not there. To strike it
 * again changes nothing.
 */
export function strikePersona({ firestore, clock, moveEpoch }: PersonaStoring) {
  return async (
    userId: string,
    { key, item }: { key: PersonaListKey; item: string },
  ): Promise<PersonaDocument> => {
    const persona = await strikeItem(await firestore(), userId, { key, item, now: clock() });
    await moveEpoch(userId);
    return persona;
  };
}

function strikeItem(
  firestore: Firestore,
  userId: string,
  { key, item, now }: { key: PersonaListKey; item: string; now: number },
): Promise<PersonaDocument> {
  const ref = personaRef(firestore, userId);
  return firestore.runTransaction(async (transaction) => {
    const person = await readPerson(firestore, userId, transaction);
    const before = person && personaOf(await transaction.get(ref));
    const isIt = (other: string) => isSameItem(other, item);
    if (before?.struck.some((one) => one.key === key && isIt(one.item)) && !before.data[key].some(isIt)) {
      return before;
    }
    if (!before?.data[key].some(isIt)) throw new AppError('not_found', 'The persona has no such item.');
    const struck = [...before.struck, { key, item }].slice(-mostStruck);
    const data = withoutStruck(before.data, struck);
    const after: PersonaDocument = {
      ...before,
      data,
      struck,
      rests_on: evidenceOf(data, before.rests_on),
      updatedAt: now,
    };
    transaction.set(ref, after);
    return after;
  });
}

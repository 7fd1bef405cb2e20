import type { Firestore } from '@google-cloud/firestore';
import type { Clock } from '../platform/clock.ts';
import type { PersonaData, PersonaDocument } from './schema.ts';
import { memoriesOf, personaOf, personaRef, readPerson } from './store.ts';
import { evidenceOf, withoutStruck } from './struck.ts';

export type MadePersona = {
  data: PersonaData;
  restsOn: PersonaDocument['rests_on'];
  source: PersonaDocument['source'];
  fingerprint: string;
  /** Until when all that was said is in it; what was known stays where this does not say. */
  generatedAt?: number | undefined;
  /** What it was made from; a persona made elsewhere names nothing. */
  basis?: { epoch: number; conversations: readonly string[] };
  now: number;
};

/**
 * Stores a persona, without what the person struck. `gone` where the person is; `moved` where something that it was
 * made from was changed or forgotten since.
 */
export function savePersona(
  firestore: Firestore,
  userId: string,
  { data, restsOn, source, fingerprint, generatedAt, basis, now }: MadePersona,
): Promise<PersonaDocument | 'gone' | 'moved'> {
  const ref = personaRef(firestore, userId);
  return firestore.runTransaction(async (transaction) => {
    const person = await readPerson(firestore, userId, transaction);
    if (!person) return 'gone';
    const before = personaOf(await transaction.get(ref));
    if (basis) {
      if (person.epoch !== basis.epoch) return 'moved';
      const refs = basis.conversations.map((id) => memoriesOf(firestore, userId).doc(id));
      const found = refs.length > 0 ? await transaction.getAll(...refs, { fieldMask: [] }) : [];
      if (found.some(({ exists }) => !exists)) return 'moved';
    }
    const struck = before?.struck ?? [];
    const kept = withoutStruck(data, struck);
    const persona: PersonaDocument = {
      data: kept,
      rests_on: evidenceOf(kept, restsOn),
      struck,
      source,
      fingerprint,
      generatedAt: generatedAt ?? before?.generatedAt ?? 0,
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
    };
    transaction.set(ref, persona);
    return persona;
  });
}

/** Notes until when all that was said is in a persona that is still the one that was read. */
export function noteGenerated(
  firestore: Firestore,
  userId: string,
  { persona, generatedAt }: { persona: PersonaDocument; generatedAt: number },
): Promise<void> {
  const ref = personaRef(firestore, userId);
  return firestore.runTransaction(async (transaction) => {
    const current = personaOf(await transaction.get(ref));
    const isSame =
      current?.fingerprint === persona.fingerprint && current.generatedAt === persona.generatedAt;
    if (isSame) transaction.update(ref, { generatedAt });
  });
}

export type PersonaStoring = {
  firestore: () => Promise<Firestore>;
  clock: Clock;
  /** Tells other instances that what they hold of the person no longer holds. */
  moveEpoch: (userId: string) => Promise<void>;
};

/** Gives the function that stores a persona made elsewhere; it answers nothing where there is no such person. */
export function upsertPersona({ firestore, clock, moveEpoch }: PersonaStoring) {
  return async (userId: string, data: PersonaData): Promise<PersonaDocument | undefined> => {
    const persona = { data, restsOn: {}, source: 'service' as const, fingerprint: '', now: clock() };
    const saved = await savePersona(await firestore(), userId, persona);
    if (typeof saved === 'string') return undefined;
    await moveEpoch(userId);
    return saved;
  };
}

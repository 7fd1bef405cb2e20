import type { Firestore } from '@google-cloud/firestore';
import { AppError } from '../platform/errors.ts';
import { forgetPreference } from './forget-preference.ts';
import { readState, writeState } from './preference-state.ts';
import type { PreferenceKind } from './schema.ts';
import { preferencesOf, preferencesRef } from './store.ts';

/** Forgets one thing that was learned of a person, for good; throws not_found where nothing was. */
export function forgetStored(
  firestore: Firestore,
  userId: string,
  { kind, key, now }: { kind: PreferenceKind; key: string; now: number },
): Promise<void> {
  const ref = preferencesRef(firestore, userId);
  return firestore.runTransaction(async (transaction) => {
    const stored = preferencesOf(await transaction.get(ref));
    if (!stored) throw unknown();
    const state = readState(stored);
    const isKnown =
      state.evidence[kind].has(key) ||
      state.forgotten[kind].has(key) ||
      (kind === 'item' && state.history.has(key));
    if (!isKnown) throw unknown();
    forgetPreference(state, kind, key, now);
    const usual = stored.usualItems.filter(({ productId }) => kind !== 'item' || productId !== key);
    transaction.set(ref, {
      ...stored,
      ...writeState(state),
      usualItems: usual,
      updatedAt: Math.max(now, stored.updatedAt + 1),
    });
  });
}

const unknown = () => new AppError('not_found', 'Nothing of the kind was learned.');

import type { Firestore } from '@google-cloud/firestore';
import { dayOf, oldestMs, openSeenIds, seenCollection, seenDocumentSchema } from '../events/index.ts';
import { profileRef } from '../profile/index.ts';
import {
  preferencesOf,
  preferencesRef,
  type Rules,
  type StoredPreferences,
  usualItems,
  writeState,
} from '../preferences/index.ts';
import type { LoggedAction } from './read-actions.ts';
import { replayActions } from './replay-actions.ts';

export type ReplayOptions = {
  rules: Rules;
  now: number;
  /** Replays without what the log still has not got. */
  incomplete?: boolean;
  nameOf: (productId: string) => Promise<StoredPreferences['usualItems'][number]['name'] | undefined>;
};

/** What a replay did: of how many events, how many wait for their flush, and how many the log has not got (yet). */
export type Replayed =
  | { outcome: 'replayed'; events: number; waiting: number; missing: number }
  | { outcome: 'behind'; missing: number }
  | { outcome: 'nothing' };

/** Usual items kept by name for whoever shows them. */
const mostUsual = 50;

/**
 * Learns a person's preferences anew from the log. Events that are tracked meanwhile have their effect once: those not
 * stored yet are left to their flush, and where the log lacks one that is stored, nothing is changed.
 */
export function replayPerson(
  firestore: Firestore,
  userId: string,
  actions: readonly LoggedAction[],
  { rules, now, incomplete = false, nameOf }: ReplayOptions,
): Promise<Replayed> {
  const ref = preferencesRef(firestore, userId);
  return firestore.runTransaction(async (transaction) => {
    const [snapshot, days] = await Promise.all([
      transaction.get(ref),
      transaction.get(profileRef(firestore, userId).collection(seenCollection)),
    ]);
    const stored = preferencesOf(snapshot);
    if (!stored) return { outcome: 'nothing' };
    const seen = new Map(
      days.docs.map((day) => [day.id, openSeenIds(seenDocumentSchema.parse(day.data()).ids)]),
    );
    const { learned, waiting, missing: recent } = sortOut(actions, seen, now);
    // Of days whose ids are gone, the count alone tells what the log has not got.
    const counted = learned.filter(({ receivedAt }) => receivedAt > stored.since).length;
    const missing = Math.max(recent, stored.events - counted);
    if (missing > 0 && !incomplete) return { outcome: 'behind', missing };
    const state = replayActions(learned, { rules, stored, now });
    const names = new Map(stored.usualItems.map(({ productId, name }) => [productId, name]));
    const usual = usualItems(state.history, rules, now).slice(0, mostUsual);
    const named = usual.map(async ({ productId, confidence, quantity }) => ({
      productId,
      name: names.get(productId) ?? (await nameOf(productId)) ?? {},
      confidence,
      ...(quantity?.fill && { quantity: quantity.quantity }),
    }));
    transaction.set(ref, {
      ...stored,
      ...writeState(state),
      usualItems: await Promise.all(named),
      updatedAt: Math.max(now, stored.updatedAt + 1),
    });
    return { outcome: 'replayed', events: learned.length, waiting, missing };
  });
}

/** Which actions the stored preferences hold, how many they do not yet hold, and how many of theirs are not here. */
function sortOut(
  actions: readonly LoggedAction[],
  seen: ReadonlyMap<string, ReturnType<typeof openSeenIds>>,
  now: number,
) {
  // What is older cannot wait any more, and its ids may be gone.
  const first = dayOf(now - oldestMs);
  const found = new Map<string, number>();
  const learned = actions.filter(({ day, eventId }) => {
    if (day < first) return true;
    if (seen.get(day)?.has(eventId) !== true) return false;
    found.set(day, (found.get(day) ?? 0) + 1);
    return true;
  });
  let missing = 0;
  for (const [day, ids] of seen) if (day >= first) missing += ids.size() - (found.get(day) ?? 0);
  return { learned, waiting: actions.length - learned.length, missing };
}

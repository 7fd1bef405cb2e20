import type { Firestore } from '@google-cloud/firestore';
import { cartOf, cartRef, emptyCart } from '../cart/index.ts';
import { preferencesOf, preferencesRef, type StoredPreferences } from '../preferences/index.ts';
import { profileRef } from '../profile/index.ts';

/**
 * Empties what was learned in the shop, and the cart; what was received before does not count any more, wherever it
 * still waits. The ids of events stay, so that none has its effect after all when it is told again.
 */
export function clearShop(
  firestore: Firestore,
  userId: string,
  now: number,
): Promise<{ preferences: number; cart: number }> {
  const refs = [preferencesRef(firestore, userId), cartRef(profileRef(firestore, userId))] as const;
  return firestore.runTransaction(async (transaction) => {
    const [learned, held] = await transaction.getAll(...refs);
    const preferences = learned && preferencesOf(learned);
    const cart = held && cartOf(held);
    if (preferences) {
      const nothing = () => ({ category: {}, brand: {}, attribute: {}, item: {} });
      const cleared: StoredPreferences = {
        ...preferences,
        evidence: nothing(),
        forgotten: nothing(),
        history: {},
        usualItems: [],
        events: 0,
        since: now,
        updatedAt: Math.max(now, preferences.updatedAt + 1),
      };
      transaction.set(refs[0], cleared);
    }
    if (cart) transaction.set(refs[1], { ...emptyCart(now), replacedAt: now, since: now });
    return { preferences: preferences ? 1 : 0, cart: cart ? 1 : 0 };
  });
}

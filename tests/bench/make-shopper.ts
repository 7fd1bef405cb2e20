import type { Firestore } from '@google-cloud/firestore';
import {
  defaultRules,
  emptyState,
  learnEvent,
  preferencesRef,
  writeState,
} from '../../shared/preferences/index.ts';
import { makeProducts } from './make-products.ts';

const dayMs = 24 * 3_600_000;

/** Stores what 500 events of half a year on 200 products tell of a person. */
export async function makeShopper(firestore: Firestore, userId: string, now: number): Promise<void> {
  const state = emptyState(defaultRules);
  const products = [...makeProducts(200)];
  const types = ['purchase', 'click_product', 'add_to_cart', 'displayed_but_scrolled'];
  for (let n = 0; n < 500; n++) {
    const product = products[(n * 7) % products.length];
    const eventType = types[n % types.length] ?? 'purchase';
    const event = { eventType, at: Math.floor(now - (n * 180 * dayMs) / 500), quantity: 1 + (n % 2) };
    if (product) learnEvent(state, event, product, defaultRules);
  }
  await preferencesRef(firestore, userId).set({ ...writeState(state), updatedAt: now });
}

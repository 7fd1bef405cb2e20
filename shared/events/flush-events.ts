import type { Firestore } from '@google-cloud/firestore';
import { changeCart, emptyCart, mostLines, pruneCart } from '../cart/index.ts';
import { readGate } from '../person/index.ts';
import { AppError } from '../platform/errors.ts';
import {
  emptyState,
  learnEvent,
  pruneState,
  readState,
  type Rules,
  type StoredPreferences,
  usualItems,
  writeState,
} from '../preferences/index.ts';
import type { LearnedEvent } from './schema.ts';
import { dayOf, mostADay } from './seen-ids.ts';
import { readForFlush, writeSeen } from './store.ts';

/** Usual items kept by name for whoever shows them. */
const mostUsual = 50;

type Name = StoredPreferences['usualItems'][number]['name'];

export type FlushOptions = {
  rules: Rules;
  /** Whether preferences are read and written; carts are in any case. */
  personalization: boolean;
  now: number;
  /** The name of a product that no event at hand names. */
  nameOf: (productId: string) => Promise<Name | undefined>;
};

/** What became of events: how many were new, which were refused and why, what the document's `updatedAt` is now. */
export type Flushed = { fresh: number; refused: Map<LearnedEvent, AppError>; updatedAt: number };

/**
 * Stores events of one person in one transaction: each has its effect on preferences and cart once, however often and
 * wherever it is stored. Answers `unmet` where the person is not there yet.
 */
export function flushEvents(
  firestore: Firestore,
  userId: string,
  events: readonly LearnedEvent[],
  options: FlushOptions,
): Promise<Flushed | 'unmet'> {
  const { rules, personalization, now, nameOf } = options;
  const wanted = { events, preferences: personalization, cart: events.some(({ cart }) => cart) };
  return firestore.runTransaction(async (transaction) => {
    const read = await readForFlush(transaction, firestore, userId, wanted);
    const gate = read.preferences ?? read.cart ?? (await readGate(transaction, read.person));
    if (!gate) return 'unmet';
    const state = read.preferences ? readState(read.preferences) : emptyState(rules);
    const cart = read.cart ?? { ...emptyCart(now), since: gate.since };
    const touched = new Set<string>();
    const refused = new Map<LearnedEvent, AppError>();
    let [fresh, changedCart] = [0, false];
    for (const one of events) {
      const day = dayOf(one.toldAt);
      const ids = read.seen.get(day)?.ids;
      if (one.receivedAt <= gate.since) refused.set(one, erasedError());
      else if (ids === undefined || ids.has(one.eventId)) continue;
      else if (ids.size() >= mostADay) refused.set(one, tooManyError());
      else if (one.cart && !changeCart(cart, one.cart)) refused.set(one, fullCartError());
      else {
        ids.add(one.eventId);
        touched.add(day);
        if (personalization) learnEvent(state, one.event, one.subject, rules);
        changedCart ||= one.cart !== undefined;
        fresh += 1;
      }
    }
    const updatedAt = Math.max(now, (read.preferences?.updatedAt ?? 0) + 1);
    if (fresh === 0) return { fresh, refused, updatedAt: read.preferences?.updatedAt ?? 0 };
    if (personalization) {
      pruneState(state, now);
      const stored: StoredPreferences = {
        ...(read.preferences ?? { joined: [], since: gate.since, events: 0 }),
        ...writeState(state),
        usualItems: await nameUsual(state, read.preferences?.usualItems ?? []),
        events: (read.preferences?.events ?? 0) + fresh,
        updatedAt,
      };
      transaction.set(read.refs.preferences, stored);
    }
    if (changedCart) {
      pruneCart(cart, now);
      transaction.set(read.refs.cart, { ...cart, updatedAt: now });
    }
    for (const [day, seen] of read.seen) if (touched.has(day)) writeSeen(transaction, seen);
    return { fresh, refused, updatedAt };
  });

  async function nameUsual(state: ReturnType<typeof readState>, known: StoredPreferences['usualItems']) {
    const names = new Map(known.map(({ productId, name }) => [productId, name]));
    for (const { subject } of events)
      if (subject.productId !== undefined && subject.name)
        names.set(subject.productId, withoutGaps(subject.name));
    const usual = usualItems(state.history, rules, now).slice(0, mostUsual);
    return Promise.all(
      usual.map(async ({ productId, confidence, quantity }) => ({
        productId,
        name: names.get(productId) ?? withoutGaps((await nameOf(productId)) ?? {}),
        confidence,
        ...(quantity?.fill && { quantity: quantity.quantity }),
      })),
    );
  }
}

/** The store takes no field that is undefined. */
function withoutGaps({ ru, en }: { ru?: string | undefined; en?: string | undefined }): Name {
  return { ...(ru !== undefined && { ru }), ...(en !== undefined && { en }) };
}

const erasedError = () =>
  new AppError('conflict', 'This account was being erased; what it did before is not kept.');
const tooManyError = () =>
  new AppError('rate_limited', `At most ${mostADay} events of a day are taken.`, { retryAfterSeconds: 3600 });
const fullCartError = () =>
  new AppError('conflict', `The cart holds ${mostLines} products already.`, {
    fields: [{ path: 'productId', rule: 'Has no room in the cart' }],
  });

import type { Firestore } from '@google-cloud/firestore';
import { type People, readGate } from '../person/index.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { withinLimit } from '../platform/within-limit.ts';
import { profileRef } from '../profile/index.ts';
import { emptyCart, pruneCart, replaceCart } from './change-cart.ts';
import type { Cart, CartDocument, CartDraft, CartLine } from './schema.ts';
import { cartOf, cartRef } from './store.ts';

export type Carts = {
  /** What is in the cart; of someone never met nothing is. Throws unavailable where the store does not answer. */
  read(userId: string): Promise<Cart>;
  /** Puts these in the place of what was in it; bad_request where a product is not known. */
  replace(userId: string, draft: CartDraft, options: { receivedAt: number }): Promise<Cart>;
};

export type CartServices = {
  firestore: () => Promise<Firestore>;
  people: Pick<People, 'meet'>;
  products: { find(productId: string): Promise<{ name: CartLine['name'] } | undefined> };
  clock?: Clock;
  /** How long a caller waits for the store. */
  patienceMs?: number;
};

/** Carts of people, which follow them across devices. */
export function createCarts(services: CartServices): Carts {
  const { firestore, people, products, clock = systemClock, patienceMs = 5000 } = services;

  async function named({ items }: CartDraft) {
    const found = await Promise.all(items.map(({ productId }) => products.find(productId)));
    const fields = found.flatMap((product, index) =>
      product ? [] : [{ path: `items.${index}.productId`, rule: 'There is no such product' }],
    );
    if (fields.length > 0) throw new AppError('bad_request', 'The request is not valid.', { fields });
    return items.map((item, index) => ({ ...item, name: found[index]?.name ?? {} }));
  }

  async function readCart(userId: string): Promise<CartDocument | undefined> {
    return cartOf(await cartRef(profileRef(await firestore(), userId)).get());
  }

  async function replace(
    ...[userId, draft, { receivedAt }]: Parameters<Carts['replace']>
  ): Promise<CartDocument> {
    const lines = await named(draft);
    const at = Math.min(draft.at ?? receivedAt, receivedAt);
    const store = await firestore();
    const person = profileRef(store, userId);
    const attempt = () =>
      store.runTransaction(async (transaction) => {
        const stored = cartOf(await transaction.get(cartRef(person)));
        const gate = stored ?? (await readGate(transaction, person));
        if (!gate) return undefined;
        if (receivedAt <= gate.since) refuse();
        const now = clock();
        const cart: CartDocument = stored ?? { ...emptyCart(now), since: gate.since };
        replaceCart(cart, lines, at);
        pruneCart(cart, now);
        cart.updatedAt = now;
        transaction.set(cartRef(person), cart);
        return cart;
      });
    const replaced = await attempt();
    if (replaced) return replaced;
    if ((await people.meet(userId, { receivedAt })) === 'refused') refuse();
    return (await attempt()) ?? refuse();
  }

  return {
    async read(userId) {
      return presentCart(await inTime(readCart(userId), patienceMs));
    },

    async replace(userId, draft, options) {
      return presentCart(await inTime(replace(userId, draft, options), patienceMs));
    },
  };
}

/** What the store gives, or unavailable once it has failed or taken longer than it may. */
async function inTime<T>(work: Promise<T>, patienceMs: number): Promise<T> {
  try {
    return await withinLimit(work, patienceMs);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const message = 'The cart cannot be reached at the moment; try again.';
    throw new AppError('unavailable', message, { cause, retryAfterSeconds: 2 });
  }
}

/** What is in a cart, as it came in. */
function presentCart(cart: CartDocument | undefined): Cart {
  if (!cart) return { items: [], updatedAt: null };
  const since = ({ changes, clearedAt }: CartLine) => changes[0] ?? clearedAt;
  const lines = Object.entries(cart.items)
    .filter(([, { quantity }]) => quantity > 0)
    .sort(([one, a], [other, b]) => since(a) - since(b) || (one < other ? -1 : 1));
  return {
    items: lines.map(([productId, { quantity, name }]) => ({ productId, quantity, name })),
    updatedAt: cart.updatedAt,
  };
}

function refuse(): never {
  throw new AppError('conflict', 'This account is being erased; come again in a while.');
}

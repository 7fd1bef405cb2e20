import { expect, it } from 'vitest';
import { createCarts } from '../../../shared/cart/index.ts';

it('a cart is unavailable in time where the store does not answer', async () => {
  const carts = createCarts({
    firestore: () => new Promise<never>(() => undefined),
    people: { meet: () => Promise.resolve('met') },
    products: { find: () => Promise.resolve({ name: { en: 'Chips' } }) },
    patienceMs: 20,
  });
  const unavailable = { code: 'unavailable', retryAfterSeconds: 2 };
  await expect(carts.read('kay')).rejects.toMatchObject(unavailable);
  const draft = { items: [{ productId: 'chips', quantity: 1 }] };
  await expect(carts.replace('kay', draft, { receivedAt: 0 })).rejects.toMatchObject(unavailable);
});

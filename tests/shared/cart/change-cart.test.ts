import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type CartChange,
  cartDocumentSchema,
  changeCart,
  emptyCart,
  mostLines,
  pruneCart,
  replaceCart,
} from '../../../shared/cart/index.ts';

const pieces = (cart: ReturnType<typeof emptyCart>) =>
  Object.fromEntries(
    Object.entries(cart.items).flatMap(([id, { quantity }]) => (quantity > 0 ? [[id, quantity]] : [])),
  );
const cartOf = (changes: readonly CartChange[]) => {
  const cart = emptyCart(0);
  for (const change of changes) changeCart(cart, change);
  return cart;
};

it('ends with what the order of events gives, whatever order they come in', () => {
  const change = fc.record({
    productId: fc.constantFrom('a', 'b'),
    at: fc.integer({ min: 1, max: 1000 }),
    pieces: fc.option(
      fc.integer({ min: -3, max: 5 }).filter((n) => n !== 0),
      { nil: undefined },
    ),
  });
  const changes = fc
    .uniqueArray(change, { maxLength: 15, selector: ({ at }) => at })
    .chain((all) => fc.tuple(fc.constant(all.toSorted((a, b) => a.at - b.at)), fc.shuffledSubarray(all, { minLength: all.length }))); // prettier-ignore
  fc.assert(
    fc.property(changes, ([inOrder, shuffled]) => {
      expect(pieces(cartOf(shuffled))).toEqual(pieces(cartOf(inOrder)));
    }),
  );
});

it('never has fewer than none nor more than 999 pieces, and stays a document', () => {
  const change = fc.record({
    productId: fc.constantFrom('a', 'constructor'),
    at: fc.nat(),
    pieces: fc.option(fc.integer({ min: -999, max: 999 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 80 }), (changes) => {
      const cart = cartOf(changes);
      for (const quantity of Object.values(pieces(cart))) expect(quantity).toBeLessThanOrEqual(999);
      for (const line of Object.values(cart.items)) expect(line.changes.length).toBeLessThanOrEqual(32);
      expect(cartDocumentSchema.parse(structuredClone(cart))).toEqual(cart);
    }),
  );
});

it('a late event does not bring back what was bought or replaced since', () => {
  const cart = cartOf([
    { productId: 'a', at: 10, pieces: 2 },
    { productId: 'a', at: 30, pieces: undefined },
    { productId: 'a', at: 20, pieces: 5 },
  ]);
  expect(pieces(cart)).toEqual({});
  replaceCart(cart, [{ productId: 'b', quantity: 3, name: {} }], 50);
  changeCart(cart, { productId: 'c', at: 40, pieces: 1 });
  changeCart(cart, { productId: 'b', at: 60, pieces: 1 });
  expect(pieces(cart)).toEqual({ b: 4 });
  replaceCart(cart, [], 45);
  expect(pieces(cart)).toEqual({ b: 4 });
});

it('a replacement keeps what changed after it', () => {
  const cart = cartOf([
    { productId: 'a', at: 10, pieces: 2 },
    { productId: 'a', at: 70, pieces: 1 },
    { productId: 'b', at: 70, pieces: undefined },
  ]);
  replaceCart(cart, [{ productId: 'a', quantity: 5, name: {} }, { productId: 'b', quantity: 5, name: {} }], 50); // prettier-ignore
  expect(pieces(cart)).toEqual({ a: 6 });
});

it('is full at 200 products, and the refused one leaves no trace', () => {
  const cart = cartOf(
    Array.from({ length: mostLines }, (_, n) => ({ productId: `p${n}`, at: 1, pieces: 1 })),
  );
  expect(changeCart(cart, { productId: 'one more', at: 2, pieces: 1 })).toBe(false);
  expect(changeCart(cart, { productId: 'p3', at: 2, pieces: 1 })).toBe(true);
  expect(changeCart(cart, { productId: 'p4', at: 2, pieces: undefined })).toBe(true);
  expect(changeCart(cart, { productId: 'one more', at: 3, pieces: 1 })).toBe(true);
  expect(Object.keys(pieces(cart))).toHaveLength(mostLines);
});

it('what was taken off long ago is forgotten', () => {
  const day = 86_400_000;
  const cart = cartOf([
    { productId: 'old', at: day, pieces: undefined },
    { productId: 'fresh', at: 9 * day, pieces: undefined },
    { productId: 'kept', at: 1, pieces: 1 },
  ]);
  pruneCart(cart, 10 * day);
  expect(Object.keys(cart.items).sort()).toEqual(['fresh', 'kept']);
});

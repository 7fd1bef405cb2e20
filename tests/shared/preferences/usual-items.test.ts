import { expect, test } from 'vitest';
import {
  defaultRules as rules,
  emptyState,
  learnEvent,
  readUsual,
  rulesSchema,
  usualItems,
} from '../../../shared/preferences/index.ts';
import { dayMs, start } from './arbitrary-events.ts';

type Line = [eventType: string, day: number, quantity?: number];

function state(lines: readonly Line[], productId = 'milk') {
  const made = emptyState(rules);
  for (const [eventType, day, quantity] of lines) {
    const event = { eventType, at: start + day * dayMs, ...(quantity !== undefined && { quantity }) };
    learnEvent(made, event, { productId }, rules);
  }
  return made;
}

function usual(lines: readonly Line[], day: number, others = rules) {
  return readUsual(state(lines).history.get('milk')!, others, start + day * dayMs);
}

test('one add of two offers two, not surely enough to fill it in; bought so again, it is filled in', () => {
  const once = usual([['add_to_cart', 0, 2]], 1).quantity;
  expect(once).toMatchObject({ quantity: 2, fill: false });
  const twice = usual([['add_to_cart', 0, 2], ['purchase', 7, 2]], 8).quantity; // prettier-ignore
  expect(twice).toMatchObject({ quantity: 2, fill: true });
  expect(twice!.confidence).toBeGreaterThan(once!.confidence);
});

test('two put into the cart, and minutes later bought, are filled in', () => {
  const added = usual([['add_to_cart', 0, 2]], 0.001).quantity;
  expect(added).toMatchObject({ quantity: 2, fill: false });
  const bought = usual([['add_to_cart', 0, 2], ['purchase', 0.01, 2]], 0.02).quantity; // prettier-ignore
  expect(bought).toMatchObject({ quantity: 2, fill: true });
  expect(bought!.confidence).toBeGreaterThan(added!.confidence);
});

test('one purchase of two alone does not fill them in, two do', () => {
  expect(usual([['purchase', 0, 2]], 1).quantity).toMatchObject({ quantity: 2, fill: false });
  expect(usual([['purchase', 0, 2], ['purchase', 0.01, 2]], 1).quantity).toMatchObject({ quantity: 2, fill: true }); // prettier-ignore
});

test('an add and the purchase of it are one occasion', () => {
  const { confidence, usual: isUsual, due } = usual([['purchase', 0, 2]], 1);
  const both = usual([['add_to_cart', 0, 2], ['purchase', 0.1, 2]], 1); // prettier-ignore
  expect(both).toMatchObject({ confidence, usual: isUsual, due });
});

test('what was bought in another number than was put into the cart is no surer for it', () => {
  const bought = usual([['purchase', 0, 2]], 1);
  expect(usual([['add_to_cart', 0, 3], ['purchase', 0.1, 2]], 1)).toEqual(bought); // prettier-ignore
});

test('what was taken out of the cart again says nothing of quantities', () => {
  expect(usual([['add_to_cart', 0, 4], ['remove_from_cart', 0.1]], 1).quantity).toBeUndefined(); // prettier-ignore
});

test('the bar to fill a quantity in is the rules', () => {
  const strict = rulesSchema.parse({ usual: { quantity: 0.6 } });
  const twice: Line[] = [['purchase', 0, 2], ['purchase', 7, 2]]; // prettier-ignore
  expect(usual(twice, 8, strict).quantity).toMatchObject({ quantity: 2, fill: false });
  const often = [...twice, ['purchase', 14, 2], ['purchase', 21, 2]] satisfies Line[];
  expect(usual(often, 22, strict).quantity).toMatchObject({ quantity: 2, fill: true });
});

test('quantities that differ leave little confidence', () => {
  const mixed = usual([['purchase', 0, 2], ['purchase', 7, 1], ['purchase', 14, 3]], 15).quantity; // prettier-ignore
  expect(mixed!.quantity).toBe(1);
});

test('an item bought once is not usual, bought on two trips it is', () => {
  expect(usual([['purchase', 0]], 1).usual).toBe(false);
  expect(usual([['purchase', 0], ['purchase', 7]], 8).usual).toBe(true); // prettier-ignore
});

test('a usual item is due when its interval has elapsed, and ever less when it is long over', () => {
  const weekly: Line[] = [['purchase', 0], ['purchase', 7], ['purchase', 14]]; // prettier-ignore
  expect(usual(weekly, 20)).toMatchObject({ due: 0, intervalMs: 7 * dayMs });
  expect(usual(weekly, 21).due).toBe(1);
  expect(usual(weekly, 34).due).toBe(1);
  const late = usual(weekly, 37);
  expect(late.due).toBeLessThan(1);
  expect(late.confidence).toBeLessThan(usual(weekly, 20).confidence);
  expect(usual(weekly, 140)).toMatchObject({ due: 0, usual: false });
});

test('usual items come surest first', () => {
  const made = state([['purchase', 0], ['purchase', 7], ['purchase', 14]]); // prettier-ignore
  for (const [productId, { ...history }] of state([['purchase', 3], ['purchase', 9]], 'eggs').history) made.history.set(productId, history); // prettier-ignore
  for (const [productId, { ...history }] of state([['purchase', 3]], 'tea').history) made.history.set(productId, history); // prettier-ignore
  expect(usualItems(made.history, rules, start + 15 * dayMs).map(({ productId }) => productId)).toEqual(['milk', 'eggs']); // prettier-ignore
});

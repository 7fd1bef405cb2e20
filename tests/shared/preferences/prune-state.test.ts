import { expect, test } from 'vitest';
import {
  defaultRules as rules,
  emptyState,
  learnEvent,
  pruneState,
  writeState,
} from '../../../shared/preferences/index.ts';
import { dayMs, start } from './arbitrary-events.ts';

/** Every item of the number, last first, bought so many times. */
function shopper(items: number, times: number) {
  const state = emptyState(rules);
  for (let n = 0; n < items; n++) {
    const subject = {
      productId: `product-${n}`,
      category: `category-${n}`,
      brand: `brand-${n}`,
      attributes: [`a-${n}`],
    };
    for (let time = 0; time < times; time++) {
      const at = start - (n / 100 + time) * dayMs;
      learnEvent(state, { eventType: 'purchase', at, quantity: 2 }, subject, rules);
    }
  }
  return state;
}

test('a state that fits stays whole', () => {
  const state = shopper(400, 1);
  const before = JSON.stringify(writeState(state));
  expect(pruneState(state, start)).toBe(false);
  expect(JSON.stringify(writeState(state))).toBe(before);
});

test('of more than fits, what says most stays, in less than a document holds', () => {
  const state = shopper(4000, 16);
  expect(pruneState(state, start)).toBe(true);
  expect(state.history.size).toBe(1000);
  expect(state.evidence.item.size).toBe(2000);
  expect(state.evidence.item.has('product-0')).toBe(true);
  expect(state.evidence.item.has('product-3999')).toBe(false);
  expect(sizeOf(writeState(state))).toBeLessThan(900_000);
});

test('an item bought once gives way to one bought again', () => {
  const state = shopper(1000, 1);
  const old = start - 300 * dayMs;
  for (const at of [old, old + 7 * dayMs]) {
    learnEvent(state, { eventType: 'purchase', at }, { productId: 'tea' }, rules);
  }
  pruneState(state, start);
  expect(state.history.has('tea')).toBe(true);
  expect(state.history.has('product-999')).toBe(false);
});

/** Bytes as the store counts them: 8 for a number, text and names with one more. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value) + 1;
  if (typeof value !== 'object' || value === null) return typeof value === 'number' ? 8 : 1;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + sizeOf(item), 0);
  return Object.entries(value).reduce((sum, [name, item]) => sum + sizeOf(name) + sizeOf(item), 0);
}

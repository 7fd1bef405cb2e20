import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  defaultRules as rules,
  emptyState,
  learnEvent,
  measurePopulation,
  populationSchema,
} from '../../../shared/preferences/index.ts';
import { arbitraryEvents, dayMs, start } from './arbitrary-events.ts';

/** Each item, bought on so many days running. */
function everyone(items: Record<string, number>) {
  const state = emptyState(rules);
  for (const [productId, times] of Object.entries(items))
    for (let day = 0; day < times; day++)
      learnEvent(state, { eventType: 'purchase', at: start - day * dayMs }, { productId }, rules);
  return state;
}

const items = { milk: 20, bread: 10, tea: 3, salt: 1, mint: 1, cumin: 1, thyme: 1 };

test('items taken and those never taken share all there is', () => {
  const { rates, floor } = measurePopulation(everyone(items), start, 20);
  const taken = Object.values(rates.item).reduce((sum, rate) => sum + rate, 0);
  expect(taken + 13 * floor.item).toBeCloseTo(1, 9);
});

test('the more products nobody took, the less each of them is thought of', () => {
  const floor = (products: number) => measurePopulation(everyone(items), start, products).floor.item;
  expect(floor(10)).toBeGreaterThan(floor(100));
  expect(floor(100)).toBeGreaterThan(floor(10_000));
  const { rates } = measurePopulation(everyone(items), start, 10_000);
  expect(floor(10_000)).toBeLessThan(rates.item['salt']!);
});

test('none that nobody took is thought better than the mean of those taken', () => {
  const { floor } = measurePopulation(everyone({ milk: 1, tea: 1, salt: 1 }), start, 4);
  expect(floor.item).toBeLessThanOrEqual(1 / 3);
});

test('rates are a document’s, however little is known', () => {
  fc.assert(
    fc.property(
      arbitraryEvents,
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ max: 5000, min: -1 }),
      (events, products, days) => {
        // prettier-ignore
        const state = emptyState(rules);
        for (const { event, subject } of events) learnEvent(state, event, subject, rules);
        const measured = measurePopulation(state, start + days * dayMs, products);
        expect(populationSchema.parse(measured)).toEqual(measured);
        for (const rate of [...Object.values(measured.rates.item), ...Object.values(measured.floor)])
          expect(Number.isFinite(Math.log(rate))).toBe(true);
      },
    ),
  );
});

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

test('the more products nobody took, the less each of them is thought of', () => {
  const measure = (products: number) => measurePopulation(everyone(items), start, products);
  const floor = (products: number) => measure(products).floor.item;
  expect(floor(10)).toBeGreaterThan(floor(20));
  expect(floor(20)).toBeGreaterThan(floor(10_000));
});

test('of few products nobody took, each is thought likelier than what was taken but once', () => {
  const { rates, floor } = measurePopulation(everyone(items), start, 9);
  expect(floor.item).toBeGreaterThan(rates.item['salt']!);
  expect(floor.item).toBeLessThan(rates.item['tea']!);
});

test('among many that nobody wants, one taken once stands out, but not by much', () => {
  const { rates, floor } = measurePopulation(everyone(items), start, 1_000_000);
  const lead = rates.item['salt']! / floor.item;
  expect(lead).toBeGreaterThan(2);
  expect(lead).toBeLessThanOrEqual(3);
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

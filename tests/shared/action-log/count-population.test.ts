import { afterAll, beforeAll, expect, test } from 'vitest';
import { countPopulation } from '../../../shared/action-log/index.ts';
import {
  defaultRules,
  emptyState,
  learnEvent,
  measurePopulation,
  populationSchema,
  preferenceKinds,
} from '../../../shared/preferences/index.ts';
import { type Action, startLog } from './start-log.ts';

let log: Awaited<ReturnType<typeof startLog>>;
const now = Date.parse('2026-11-20T12:00:00Z');
const dayMs = 86_400_000;

beforeAll(async () => {
  log = await startLog();
});
afterAll(() => log.close());

const count = (at = now, products?: number) =>
  countPopulation({ bigquery: log.client, dataset: 'butler', rules: defaultRules, now: at, products });

test('where nothing was done yet, all keys are alike', async () => {
  expect(await count()).toMatchObject({ rates: { category: {}, brand: {}, attribute: {}, item: {} } });
});

test('rates are what everyone’s events come to, each once and by its age', async () => {
  const oat = { category: 'milk', brand: 'Oatly', attributes: ['plant-based', 'organic'] };
  const cow = { category: 'milk', brand: '__proto__', attributes: [] };
  const actions: Action[] = [
    { id: 'a', user: 'u1', at: now - 1000, product: 'p1', data: oat },
    { id: 'a', user: 'u2', at: now - 200 * dayMs, product: 'p1', data: oat },
    { id: 'b', user: 'u2', type: 'click_product', at: now - 3 * dayMs, product: 'p2', data: cow },
    { id: 'c', user: 'u2', type: 'search', at: now - 2 * dayMs, data: { category: 'snacks' } },
    { id: 'd', user: 'u2', type: 'rate', at: now - dayMs, product: 'p3', data: { ...cow, rating: 5 } },
    { id: 'e', user: 'u2', type: 'rate', at: now - dayMs, product: 'p4', data: { ...cow, rating: 1 } },
    { id: 'f', user: 'u2', type: 'displayed_but_scrolled', at: now - dayMs, product: 'p5', data: cow },
    { id: 'g', user: 'u2', type: 'of_no_rule', at: now - dayMs, product: 'p6', data: cow },
  ];
  await log.add(...actions, actions[0]!);
  const everyone = emptyState(defaultRules);
  for (const { type: eventType = 'purchase', at, product: productId, data = {} } of actions)
    learnEvent(everyone, { eventType, at, ...data }, { productId, ...data }, defaultRules);
  const expected = measurePopulation(everyone, now, 10);
  const counted = populationSchema.parse(await count(now, 10));
  for (const kind of preferenceKinds) {
    expect(Object.keys(counted.rates[kind]).sort()).toEqual(Object.keys(expected.rates[kind]).sort());
    expect(counted.floor[kind]).toBeCloseTo(expected.floor[kind], 5);
    for (const [key, rate] of Object.entries(expected.rates[kind]))
      expect(counted.rates[kind][key]).toBeCloseTo(rate, 5);
  }
});

test('what is not yet, or was long ago, does not count', async () => {
  expect((await count(now - 2000 * dayMs)).rates.item).toEqual({});
  expect((await count(now + 5000 * dayMs)).rates.item).toEqual({});
});

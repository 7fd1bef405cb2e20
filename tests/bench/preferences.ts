import {
  type Candidate,
  defaultRules as rules,
  emptyState,
  eventTypes,
  learnEvent,
  mergeStates,
  type PreferenceEvent,
  type PreferenceState,
  rankResults,
  readTaste,
  scoreProduct,
  unknownPopulation,
} from '../../shared/preferences/index.ts';
import { percentile, type Table } from './measure.ts';

const batch = 1000;
const rounds = 300;
const warmRounds = 15;
const now = Date.UTC(2026, 5, 1);

/** What preferences cost without any I/O, on one core. */
export function bench(): Promise<Table[]> {
  const some = knowing(100);
  const much = knowing(3000);
  const taste = readTaste(much, rules, unknownPopulation, now);
  const candidates = Array.from({ length: 200 }, (_, n) => ({ ...product(n * 7), relevance: 1 + (n % 9) }));
  return Promise.resolve([
    {
      title: 'Preferences: pure functions',
      columns: ['µs', 'p50', 'p99'],
      rows: [
        row('learn an event, 100 items known', batch, (n) => learn(some, n, 100)),
        row('learn an event, 3,000 items known', batch, (n) => learn(much, n, 3000)),
        row('learn an event alone and merge it', batch, (n) => {
          const alone = emptyState(rules);
          learn(alone, n, 3000);
          mergeStates(much, alone);
        }),
        row('read the taste of 100 items', 100, () => readTaste(some, rules, unknownPopulation, now)),
        row('read the taste of 3,000 items', 10, () => readTaste(much, rules, unknownPopulation, now)),
        row('score a product', batch, (n) => scoreProduct(taste, product(n))),
        row('rank 200 results', 10, () => rankResults(candidates, taste)),
      ],
      notes: [
        `Means of batches of up to ${batch}, ${rounds} of them. Target: an event under 5 µs.`,
        'An event has a product with category, brand and three attributes; a third of the items were bought.',
      ],
    },
  ]);
}

function product(n: number): Omit<Candidate, 'relevance'> {
  const attributes = [`attribute-${n % 12}`, `attribute-${12 + (n % 7)}`, `attribute-${19 + (n % 5)}`];
  return { productId: `product-${n}`, category: `category-${n % 60}`, brand: `brand-${n % 400}`, attributes };
}

function learn(state: PreferenceState, n: number, items: number): void {
  const eventType = eventTypes[n % eventTypes.length] ?? 'purchase';
  const event: PreferenceEvent = {
    eventType,
    at: now - ((n * 7919) % 10_000) * 60_000,
    quantity: 1 + (n % 2),
  };
  learnEvent(state, event, product((n * 31) % items), rules);
}

function knowing(items: number): PreferenceState {
  const state = emptyState(rules);
  for (let n = 0; n < items; n++) {
    const eventType = n % 3 === 0 ? 'purchase' : 'click_product';
    learnEvent(state, { eventType, at: now - n * 3_600_000 }, product(n), rules);
  }
  return state;
}

function row(name: string, times: number, run: (n: number) => unknown): [string, number, number] {
  const means: number[] = [];
  let n = 0;
  for (let round = 0; round < warmRounds + rounds; round++) {
    const began = performance.now();
    for (let turn = 0; turn < times; turn++) run(n++);
    if (round >= warmRounds) means.push(((performance.now() - began) * 1000) / times);
  }
  return [name, percentile(means, 0.5), percentile(means, 0.99)];
}

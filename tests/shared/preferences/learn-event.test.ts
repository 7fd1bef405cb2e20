import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  defaultRules as rules,
  emptyState,
  forgetPreference,
  learnEvent,
  liftOf,
  mergeStates,
  needsReplay,
  type PreferenceState,
  preferencesDocumentSchema,
  readState,
  readTaste,
  rulesSchema,
  unknownPopulation,
  writeState,
} from '../../../shared/preferences/index.ts';
import { arbitraryEvents, dayMs, difference, start, type Told } from './arbitrary-events.ts';

const subject = { productId: 'oat-milk', category: 'milk', brand: 'Nemoloko', attributes: ['plant-based'] };

function learned(events: readonly Told[]): PreferenceState {
  const state = emptyState(rules);
  for (const { event, subject } of events) learnEvent(state, event, subject, rules);
  return state;
}

function evidence(state: PreferenceState, now = start, key = 'oat-milk'): number {
  return liftOf(readTaste(state, rules, unknownPopulation, now), 'item', key).evidence;
}

const purchase = (at: number): Told => ({ event: { eventType: 'purchase', at }, subject });

test('events make the same state in any order', () => {
  const shuffled = arbitraryEvents.chain((events) =>
    fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
  );
  fc.assert(
    fc.property(shuffled, ([events, others]) => {
      expect(difference(learned(events), learned(others))).toBeUndefined();
    }),
  );
});

test('two instances that each learn a part converge, whichever is merged first', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(arbitraryEvents, fc.boolean()), { maxLength: 4 }), (parts) => {
      const one = learned(parts.flatMap(([events]) => events));
      const mine = emptyState(rules);
      const reversed = emptyState(rules);
      const half = [true, false].map((side) => {
        const instance = emptyState(rules);
        for (const [events, first] of parts) if (first === side) mergeStates(instance, learned(events));
        return instance;
      });
      for (const instance of half) mergeStates(mine, instance);
      for (const instance of half.toReversed()) mergeStates(reversed, instance);
      expect(difference(mine, one)).toBeUndefined();
      expect(difference(reversed, one)).toBeUndefined();
    }),
  );
});

test('merging leaves what is merged as it was', () => {
  fc.assert(
    fc.property(arbitraryEvents, arbitraryEvents, (some, more) => {
      const from = learned(some);
      const into = learned([]);
      mergeStates(into, from);
      mergeStates(into, learned(more));
      expect(difference(from, learned(some))).toBeUndefined();
    }),
  );
});

test('a document brings back the state it was made from', () => {
  fc.assert(
    fc.property(arbitraryEvents, (events) => {
      const state = learned(events);
      const document = preferencesDocumentSchema.parse(JSON.parse(JSON.stringify(writeState(state))));
      expect(difference(readState(document), state)).toBeUndefined();
    }),
  );
});

test('evidence is its weights, each halved for every half-life since its event', () => {
  const anyTimes = fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(anyTimes, (ages) => {
      const state = learned(
        ages.map((age) => ({ event: { eventType: 'click_product', at: start - age * dayMs }, subject })),
      );
      const exact = ages.reduce((sum, age) => sum + 0.2 * 2 ** (-age / rules.halfLifeDays.item.plus), 0);
      expect(evidence(state) / exact).toBeCloseTo(1, 9);
    }),
  );
});

test('evidence decays alike over one span and over its parts', () => {
  const span = fc.integer({ min: 0, max: 1000 });
  fc.assert(
    fc.property(arbitraryEvents, span, span, (events, first, second) => {
      const state = learned([...events, purchase(start)]);
      const value = (days: number) => evidencePlus(state, start + days * dayMs);
      const ratio = (from: number, to: number) => value(to) / value(from);
      expect(ratio(0, first) * ratio(first, first + second)).toBeCloseTo(ratio(0, first + second), 9);
    }),
  );
});

function evidencePlus(state: PreferenceState, now: number): number {
  return readTaste(state, rules, unknownPopulation, now).totals.item.plus;
}

test('evidence never reaches a ceiling', () => {
  const state = emptyState(rules);
  let before = 0;
  for (let count = 0; count < 10_000; count++) {
    learnEvent(state, purchase(start).event, subject, rules);
    if (count % 1000 !== 0) continue;
    const now = evidence(state);
    expect(now).toBeGreaterThan(before);
    before = now;
  }
});

test('the first purchase weighs less, once, whatever is learned of first', () => {
  const day = (count: number) => purchase(start - count * dayMs);
  const half = (days: number) => 2 ** (-days / rules.halfLifeDays.item.plus);
  expect(evidence(learned([day(10)]))).toBeCloseTo(0.8 * half(10), 12);
  const exact = half(10) + half(20) + 0.8 * half(30);
  expect(evidence(learned([day(10), day(30), day(20)]))).toBeCloseTo(exact, 12);
  const late = learned([day(10)]);
  mergeStates(late, learned([day(20), day(30)]));
  expect(evidence(late)).toBeCloseTo(exact, 12);
});

test('the first purchase weighs less for its category, brand and attributes too', () => {
  const taste = readTaste(learned([purchase(start)]), rules, unknownPopulation, start);
  expect(liftOf(taste, 'category', 'milk').evidence).toBeCloseTo(0.8, 12);
  expect(liftOf(taste, 'brand', 'Nemoloko').evidence).toBeCloseTo(0.8, 12);
  expect(liftOf(taste, 'attribute', 'plant-based').evidence).toBeCloseTo(0.8, 12);
  expect(taste.totals.category.plus).toBeCloseTo(0.8, 12);
});

test('a search counts for the category it is for', () => {
  const state = learned([{ event: { eventType: 'search', at: start }, subject: { category: 'milk' } }]);
  const taste = readTaste(state, rules, unknownPopulation, start);
  expect(liftOf(taste, 'category', 'milk').evidence).toBeCloseTo(0.1, 12);
});

test('praise counts for, blame against', () => {
  const rate = (rating: number) =>
    evidence(learned([{ event: { eventType: 'rate', at: start, rating }, subject }]));
  expect(rate(5)).toBeCloseTo(0.6, 12);
  expect(rate(1)).toBeCloseTo(-0.6, 12);
  expect(rate(3)).toBe(0);
});

test('what is forgotten stays so when events are learned again, and counts anew after', () => {
  const state = learned([purchase(start - dayMs)]);
  forgetPreference(state, 'item', 'oat-milk', start);
  expect(evidence(state)).toBe(0);
  learnEvent(state, purchase(start - dayMs).event, subject, rules);
  expect(evidence(state)).toBe(0);
  expect(state.history.size).toBe(0);
  learnEvent(state, purchase(start + 1).event, subject, rules);
  expect(evidence(state, start + 1)).toBeCloseTo(0.8, 12);
});

test('forgetting reaches what another instance has not yet stored', () => {
  const stored = learned([]);
  forgetPreference(stored, 'item', 'oat-milk', start);
  mergeStates(stored, learned([purchase(start - dayMs)]));
  expect(evidence(stored)).toBe(0);
  expect(stored.history.size).toBe(0);
});

test('other half-lives take a replay', () => {
  const other = rulesSchema.parse({ halfLifeDays: { brand: { minus: 20 } } });
  expect(needsReplay(emptyState(rules), rules)).toBe(false);
  expect(needsReplay(emptyState(rules), other)).toBe(true);
});

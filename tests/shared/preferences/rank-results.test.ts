import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Candidate,
  defaultRules as rules,
  emptyState,
  forgetPreference,
  learnEvent,
  measurePopulation,
  populationSchema,
  type PreferenceState,
  rankResults,
  readPopulation,
  readTaste,
  scoreProduct,
  unknownPopulation,
} from '../../../shared/preferences/index.ts';
import { arbitraryEvents, dayMs, start } from './arbitrary-events.ts';

const oatMilk = { productId: 'oat-milk', category: 'milk', brand: 'Nemoloko', attributes: ['plant-based'] };
const yogurts: Candidate[] = [
  { productId: 'plain', category: 'yogurt', brand: 'Danone', attributes: [], relevance: 5 },
  { productId: 'coconut', category: 'yogurt', brand: 'Velle', attributes: ['plant-based'], relevance: 5 },
  { productId: 'greek', category: 'yogurt', brand: 'Teos', attributes: ['protein'], relevance: 5 },
];
const chips: Candidate[] = [
  { productId: 'crackers', category: 'snacks', brand: 'Tuc', attributes: ['salty'], relevance: 3 },
  { productId: 'chili', category: 'snacks', brand: 'Lays', attributes: ['spicy'], relevance: 3 },
  { productId: 'jerky', category: 'snacks', brand: 'Wild', attributes: ['smoked'], relevance: 3 },
];

function taste(state: PreferenceState, population = unknownPopulation, now = start) {
  return readTaste(state, rules, population, now);
}
function learn(state: PreferenceState, eventType: string, subject: object, at = start) {
  learnEvent(state, { eventType, at }, subject, rules);
}
const ids = (ranked: { candidate: Candidate }[]) => ranked.map(({ candidate }) => candidate.productId);

test('one click on oat milk lets plant-based yogurt lead', () => {
  const state = emptyState(rules);
  expect(ids(rankResults(yogurts, taste(state))).at(-1)).toBe('plain');
  learn(state, 'click_product', oatMilk);
  const [first] = rankResults(yogurts, taste(state), { explain: true });
  expect(first?.candidate.productId).toBe('coconut');
  expect(first?.reasons).toMatchObject([{ key: 'attribute:plant-based', age: 0 }]);
});

test('what was scrolled past sinks, but stays among the results', () => {
  const state = emptyState(rules);
  const before = ids(rankResults(chips, taste(state)));
  learn(state, 'displayed_but_scrolled', chips[1]!);
  const after = ids(rankResults(chips, taste(state)));
  expect(after.at(-1)).toBe('chili');
  expect(after.toSorted()).toEqual(before.toSorted());
});

test('one click moves a score a little, ten move it a lot', () => {
  const state = emptyState(rules);
  const score = () => scoreProduct(taste(state), oatMilk).score;
  learn(state, 'click_product', oatMilk);
  const one = score();
  for (let more = 0; more < 9; more++) learn(state, 'click_product', oatMilk);
  expect(one).toBeGreaterThan(0);
  expect(score()).toBeGreaterThan(3 * one);
});

test('an item that everyone takes is no preference of this person', () => {
  const everyone = emptyState(rules);
  for (let person = 0; person < 100; person++) learn(everyone, 'purchase', oatMilk);
  learn(everyone, 'purchase', {
    productId: 'kefir',
    category: 'dairy',
    brand: 'Prosto',
    attributes: ['bio'],
  });
  const population = readPopulation(populationSchema.parse(measurePopulation(everyone, start)));
  const state = emptyState(rules);
  learn(state, 'purchase', oatMilk);
  const common = scoreProduct(taste(state, population), oatMilk).score;
  expect(common).toBeLessThan(0.1);
  expect(scoreProduct(taste(state), oatMilk).score).toBeGreaterThan(10 * common);
});

test('who alone is everyone is not measured by themselves', () => {
  const state = emptyState(rules);
  for (let day = 0; day < 30; day++) learn(state, 'purchase', oatMilk, start - day * dayMs);
  const alone = readPopulation(populationSchema.parse(measurePopulation(state, start, 300)));
  const score = (population = unknownPopulation) => scoreProduct(taste(state, population), oatMilk).score;
  expect(score(alone)).toBeGreaterThan(score() * 0.7);
  expect(ids(rankResults(yogurts, taste(state, alone)))[0]).toBe('coconut');
});

test('no score is ever NaN or infinite, from the first moment to the last, whatever everyone does', () => {
  const anyMoment = fc.oneof(
    fc.integer({ min: -20_000 * dayMs, max: 6000 * dayMs }).map((span) => start + span),
    fc.constantFrom(0, 8.64e15),
  );
  const all = fc.tuple(arbitraryEvents, arbitraryEvents, fc.array(anyMoment, { minLength: 1 }), anyMoment);
  fc.assert(
    fc.property(all, fc.integer({ min: -3, max: 30 }), ([events, others, moments, now], products) => {
      const state = emptyState(rules);
      const everyone = emptyState(rules);
      events.forEach(({ event, subject }, place) => {
        learnEvent(state, { ...event, at: moments[place] ?? event.at }, subject, rules);
      });
      for (const { event, subject } of [...events, ...others]) learnEvent(everyone, event, subject, rules);
      const population = readPopulation(populationSchema.parse(measurePopulation(everyone, now, products)));
      const candidates = [...events.map(({ subject }) => subject), oatMilk].flatMap(
        ({ productId, ...rest }) =>
          productId === undefined ? [] : [{ ...rest, productId, relevance: products }],
      );
      for (const { score, personalizationScore } of rankResults(candidates, taste(state, population, now))) {
        expect(Number.isFinite(score)).toBe(true);
        expect(Number.isFinite(personalizationScore)).toBe(true);
      }
    }),
  );
});

test('the reasons add up to the score', () => {
  fc.assert(
    fc.property(arbitraryEvents, (events) => {
      const state = emptyState(rules);
      for (const { event, subject } of events) learnEvent(state, event, subject, rules);
      const { score, reasons } = scoreProduct(taste(state), oatMilk);
      expect(reasons.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(score, 9);
    }),
  );
});

test('a far more relevant result stays ahead of a liked one', () => {
  const state = emptyState(rules);
  learn(state, 'click_product', oatMilk);
  const candidates = [
    { ...yogurts[0]!, relevance: 20 },
    { ...yogurts[1]!, relevance: 2 },
  ];
  expect(ids(rankResults(candidates, taste(state)))).toEqual(['plain', 'coconut']);
});

test('an exact match stays among the first three, however much else is liked', () => {
  const state = emptyState(rules);
  for (let count = 0; count < 50; count++) learn(state, 'purchase', oatMilk, start - count * dayMs);
  const liked = Array.from({ length: 9 }, (_, n) => ({ ...oatMilk, productId: `oat-${n}`, relevance: 10 }));
  const exact = { productId: 'cow-milk', category: 'milk', brand: 'Prosto', relevance: 10, exact: true };
  learn(state, 'remove_from_cart', exact);
  expect(ids(rankResults([...liked, exact], taste(state))).indexOf('cow-milk')).toBe(2);
});

test('what has all that was asked for stands before what has a part of it, however much that is liked', () => {
  const state = emptyState(rules);
  for (let week = 0; week < 12; week++) learn(state, 'purchase', oatMilk, start - week * 7 * dayMs);
  const part = { ...oatMilk, relevance: 10, coverage: 0.5 };
  const less = { ...oatMilk, productId: 'oat-cream', relevance: 10, coverage: 0.25 };
  const sunk = { productId: 'soy-milk', category: 'milk', brand: 'Nemoloko', relevance: 1, coverage: 1 };
  const whole = { ...sunk, productId: 'goat-milk' };
  learn(state, 'remove_from_cart', sunk);
  for (const limit of [1, 2, 10]) {
    const ranked = rankResults([less, part, sunk, whole], taste(state), { limit });
    expect(ids(ranked)).toEqual(['goat-milk', 'soy-milk', 'oat-milk', 'oat-cream']);
    const scores = ranked.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  }
});

test('for another brand, nothing that has less of what was asked for comes forward', () => {
  const asked = [1, 2, 3].map((n) => ({ productId: `a-${n}`, brand: 'Prosto', relevance: 10, coverage: 1 }));
  const other = { productId: 'b', brand: 'Teos', relevance: 10, coverage: 0.5 };
  const ranked = rankResults([...asked, other], taste(emptyState(rules)), { limit: 3 });
  expect(ids(ranked).at(-1)).toBe('b');
});

test('one brand has no more than its share of a page while others are as relevant', () => {
  const state = emptyState(rules);
  learn(state, 'click_product', oatMilk);
  const of = (brand: string) =>
    Array.from({ length: 10 }, (_, n) => ({ productId: `${brand}-${n}`, brand, relevance: 10 }));
  const ranked = rankResults([...of('Nemoloko'), ...of('Prosto')], taste(state), { limit: 10 });
  const mine = (from: number, to: number) =>
    ranked.slice(from, to).filter(({ candidate }) => candidate.brand === 'Nemoloko').length;
  expect(mine(0, 6)).toBe(6);
  expect(mine(0, 10)).toBe(6);
  expect(ranked).toHaveLength(20);
});

test('a brand that alone was asked for fills the page', () => {
  const asked = Array.from({ length: 10 }, (_, n) => ({
    productId: `a-${n}`,
    brand: 'Prosto',
    relevance: 50,
  }));
  const others = Array.from({ length: 10 }, (_, n) => ({ productId: `b-${n}`, brand: 'Teos', relevance: 2 }));
  const ranked = rankResults([...others, ...asked], taste(emptyState(rules)), { limit: 10 });
  expect(ranked.slice(0, 10).every(({ candidate }) => candidate.brand === 'Prosto')).toBe(true);
});

test('a usual item is badged with its quantity, and ranks higher when it is due', () => {
  const state = emptyState(rules);
  for (const day of [21, 14, 7]) {
    const at = start - day * dayMs;
    learnEvent(state, { eventType: 'purchase', at, quantity: 2 }, oatMilk, rules);
  }
  const find = (now: number) => rankResults([{ ...oatMilk, relevance: 1 }], taste(state, undefined, now))[0]!;
  const early = find(start - dayMs);
  const due = find(start);
  expect(early.badges).toEqual(['usual', 'matches_taste']);
  expect(due.badges).toEqual(['usual', 'time_to_restock', 'matches_taste']);
  expect(due.score).toBeGreaterThan(early.score);
  expect(due.suggestedQuantity).toMatchObject({ quantity: 2, fill: true });
});

test('what was forgotten no longer ranks', () => {
  const state = emptyState(rules);
  const clean = rankResults(yogurts, taste(state)).map(({ score }) => score);
  learn(state, 'click_product', { attributes: ['plant-based'] });
  forgetPreference(state, 'attribute', 'plant-based', start);
  expect(rankResults(yogurts, taste(state)).map(({ score }) => score)).toEqual(clean);
});

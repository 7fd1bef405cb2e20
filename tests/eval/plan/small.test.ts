import { describe, expect, test } from 'vitest';
import { evaluate } from './evaluate.ts';
import { middleWorld } from './make-people.ts';
import { bootstrap } from './measure.ts';

const { base, averages, averagesByFit, ours, knowing } = evaluate(middleWorld, {
  people: 90,
  weeks: 8,
  seed: 'small',
});

describe('eight weeks of people with hidden tastes', () => {
  test('more is done under our policy than under the base score and the fixed shares', () => {
    expect(ours.ourGain.mean).toBe(0);
    expect(base.ourGain.low).toBeGreaterThan(0.03);
    expect(averages.ourGain.low).toBeGreaterThan(0.01);
    expect(averagesByFit.ourGain.low).toBeGreaterThan(0);
  });

  test('our policy regrets less', () => {
    expect(base.ourRegret.low).toBeGreaterThan(0.03);
    expect(averages.ourRegret.low).toBeGreaterThan(0.01);
    expect(averagesByFit.ourRegret.low).toBeGreaterThan(0);
  });

  test('nine people of ten meet three tasks or more of each category in each week', () => {
    for (const { varied } of [base, averages, averagesByFit, ours]) expect(varied).toBeGreaterThan(0.9);
    expect(ours.variety).toBeGreaterThan(base.variety);
  });

  test('our policy learns from week to week; none does better than one that knows every taste', () => {
    expect(ours.byWeek.at(-1)).toBeGreaterThan((ours.byWeek[0] ?? 1) + 0.03);
    for (const { regret } of [base, averages, averagesByFit, ours]) expect(regret.low).toBeGreaterThan(0);
    expect(knowing.regret.mean).toBe(0);
  });
});

test('an interval holds the mean, and is narrower over more people', () => {
  const few = bootstrap([0, 1, 0, 1]);
  const many = bootstrap(Array.from({ length: 400 }, (_, at) => at % 2));
  expect([few.mean, many.mean]).toEqual([0.5, 0.5]);
  expect(many.low).toBeGreaterThan(few.low);
  expect(many.high).toBeLessThan(few.high);
});

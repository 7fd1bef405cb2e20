import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countStreak, learningSchema, learnOutcome, type Outcome } from '../../../shared/plan/index.ts';

const fresh = learningSchema.parse({});
const outcomes: fc.Arbitrary<Outcome> = fc.record({
  taskId: fc.constantFrom('a', 'b', undefined),
  completed: fc.boolean(),
  rating: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
});

describe('what an outcome teaches', () => {
  it('counts completions, skips and ratings by task', () => {
    const learned = [
      { taskId: 'a', completed: true, rating: 4 },
      { taskId: 'a', completed: false },
      { taskId: 'b', completed: true },
    ].reduce<typeof fresh>((state, outcome) => learnOutcome(state, outcome), fresh);
    expect(learned.tasks).toEqual({
      a: { completed: 1, skipped: 1, rated: 1, ratingSum: 4 },
      b: { completed: 1, skipped: 0, rated: 0, ratingSum: 0 },
    });
    expect(learned.completions).toBe(2);
  });

  it('counts a task of their own making as a completion alone', () => {
    const learned = learnOutcome(fresh, { completed: true, rating: 5 });
    expect([learned.completions, learned.tasks]).toEqual([1, {}]);
  });

  it('is as if a corrected outcome had never been said', () => {
    fc.assert(
      fc.property(fc.array(outcomes), outcomes, outcomes, (before, wrong, right) => {
        const state = before.reduce<typeof fresh>(
          (learned, outcome) => learnOutcome(learned, outcome),
          fresh,
        );
        const corrected = learnOutcome(learnOutcome(state, wrong), right, wrong);
        const straight = learnOutcome(state, right);
        expect(corrected.completions).toBe(straight.completions);
        for (const [taskId, tally] of Object.entries(straight.tasks))
          expect(corrected.tasks[taskId]).toEqual(tally);
      }),
    );
  });

  it('leaves the state it was given as it was', () => {
    learnOutcome(fresh, { taskId: 'a', completed: true });
    expect(fresh).toEqual(learningSchema.parse({}));
  });
});

describe('a streak', () => {
  const today = '2026-03-10';
  const streak = (activeDays: string[], restDays: string[] = []) =>
    countStreak({ activeDays, restDays, today });

  it('is nothing without days', () => {
    expect(streak([])).toEqual({ current: 0, longest: 0, restDays: 0 });
  });

  it('counts the days in a row up to today', () => {
    expect(streak(['2026-03-08', '2026-03-09', '2026-03-10']).current).toBe(3);
  });

  it('is not broken by a today that is not over', () => {
    expect(streak(['2026-03-08', '2026-03-09']).current).toBe(2);
  });

  it('is broken by a day missed', () => {
    expect(streak(['2026-03-05', '2026-03-06', '2026-03-07', '2026-03-09'])).toMatchObject({
      current: 1,
      longest: 3,
    });
  });

  it('is left alone by a rest day', () => {
    expect(streak(['2026-03-07', '2026-03-09', '2026-03-10'], ['2026-03-08'])).toEqual({
      current: 3,
      longest: 3,
      restDays: 1,
    });
  });

  it('runs through the change of the clocks and of the month', () => {
    const days = ['2026-03-28', '2026-03-29', '2026-03-30', '2026-03-31', '2026-04-01'];
    expect(countStreak({ activeDays: days, restDays: [], today: '2026-04-01' }).current).toBe(5);
  });
});

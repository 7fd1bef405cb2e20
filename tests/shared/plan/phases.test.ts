import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  advancePhase,
  celebratePhase,
  learningSchema,
  learnOutcome,
  nextDay,
  overridePhase,
  phaseProgress,
  phases,
} from '../../../shared/plan/index.ts';

const thresholds = {
  discoveryMinDays: 7,
  discoveryMinTasks: 15,
  establishmentMinDays: 21,
  establishmentMinTasks: 40,
};
const start = '2026-03-01';
const learning = (completions: number, startedOn: string | null = start) =>
  learningSchema.parse({ completions, startedOn });
const later = (days: number) => Array.from({ length: days }).reduce<string>((day) => nextDay(day), start);
const phaseOn = (day: number, completions: number) =>
  advancePhase(learning(completions), later(day), thresholds).learning.phase;

describe('learning phases', () => {
  it.each([
    [0, 0, 'discovery'],
    [6, 14, 'discovery'],
    [7, 0, 'establishment'],
    [0, 15, 'establishment'],
    [20, 39, 'establishment'],
    [21, 0, 'mastery'],
    [3, 40, 'mastery'],
  ] as const)('on day %i with %i completions is %s', (day, completions, phase) => {
    expect(phaseOn(day, completions)).toBe(phase);
  });

  it('do not begin before the first plan', () => {
    const { learning: still, entered } = advancePhase(learning(0, null), later(100), thresholds);
    expect([still.phase, entered]).toEqual(['discovery', undefined]);
  });

  it('are entered once: a second look enters nothing', () => {
    const first = advancePhase(learning(15), start, thresholds);
    expect(first.entered).toBe('establishment');
    expect(advancePhase(first.learning, start, thresholds).entered).toBeUndefined();
  });

  it('never go back by themselves, whatever is corrected', () => {
    const step = fc.record({
      days: fc.integer({ min: 0, max: 4 }),
      done: fc.boolean(),
      corrected: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let state = learning(0);
        let day = start;
        let place = 0;
        for (const { days, done, corrected } of steps) {
          for (let passed = 0; passed < days; passed++) day = nextDay(day);
          const outcome = { taskId: 'a', completed: done };
          state = learnOutcome(state, outcome);
          if (corrected) state = learnOutcome(state, { taskId: 'a', completed: !done }, outcome);
          state = advancePhase(state, day, thresholds).learning;
          expect(phases.indexOf(state.phase)).toBeGreaterThanOrEqual(place);
          place = phases.indexOf(state.phase);
        }
      }),
    );
  });

  it('follow the given thresholds', () => {
    const quick = { ...thresholds, discoveryMinTasks: 2 };
    expect(advancePhase(learning(2), start, quick).entered).toBe('establishment');
  });

  it('set back by hand stay there until as much has been done anew', () => {
    const back = overridePhase({ ...learning(50), phase: 'mastery' }, 'establishment', later(50));
    expect(advancePhase(back, later(50), thresholds).entered).toBeUndefined();
    expect(advancePhase(back, later(63), thresholds).entered).toBeUndefined();
    expect(advancePhase(back, later(64), thresholds).entered).toBe('mastery');
    expect(advancePhase({ ...back, completions: 75 }, later(50), thresholds).entered).toBe('mastery');
  });

  it('set forward by hand stay there and go on when the rest is reached', () => {
    const ahead = overridePhase(learning(1), 'establishment', start);
    expect(advancePhase(ahead, later(8), thresholds).learning.phase).toBe('establishment');
    expect(advancePhase(ahead, later(21), thresholds).entered).toBe('mastery');
  });

  it('show how far it is to the next', () => {
    expect(phaseProgress(learning(9), later(2), thresholds)).toEqual({
      days: 2,
      tasks: 9,
      phase: 'discovery',
      next: 'establishment',
      share: 0.6,
    });
    expect(phaseProgress({ ...learning(90), phase: 'mastery' }, later(90), thresholds)).toMatchObject({
      next: null,
      share: 1,
    });
  });

  it('are celebrated when entered, in both languages', () => {
    expect(celebratePhase('discovery')).toBeUndefined();
    for (const phase of ['establishment', 'mastery'] as const) {
      const { title, message } = celebratePhase(phase)!;
      expect(title.ru + message.ru).toMatch(/[а-я]/);
      expect(title.en + message.en).toMatch(/^[^а-я]+$/);
    }
  });
});

import { expect, it } from 'vitest';
import { mergeDocument } from '../../../shared/identity/merge-document.ts';
import { advancePhase, overridePhase } from '../../../shared/plan/advance-phase.ts';
import { learningSchema, mergeLearning } from '../../../shared/plan/index.ts';

const tally = { completed: 2, skipped: 1, rated: 1, ratingSum: 5 };
const account = learningSchema.parse({
  phase: 'establishment',
  startedOn: '2026-03-01',
  completions: 5,
  tasks: { 'movement-tai-chi': tally, 'movement-hiit': tally },
  rotation: { 'movement-tai-chi': 10, 'movement-hiit': 20 },
  days: { '2026-03-01': { planned: { movement: 1 }, done: { movement: 1 }, rest: true } },
  transitions: [{ phase: 'establishment', on: '2026-03-08', told: true }],
});
const app = learningSchema.parse({
  startedOn: '2026-03-05',
  completions: 3,
  tasks: { 'movement-tai-chi': tally },
  rotation: { 'movement-tai-chi': 30 },
  days: { '2026-03-01': { planned: { work: 1, movement: 1 }, done: { work: 1, movement: 1 } } },
});

it('what both taught counts together', () => {
  expect(mergeLearning(account, app, 'k')).toEqual({
    phase: 'establishment',
    startedOn: '2026-03-01',
    completions: 8,
    override: null,
    tasks: {
      'movement-tai-chi': { completed: 4, skipped: 2, rated: 2, ratingSum: 10 },
      'movement-hiit': tally,
    },
    rotation: { 'movement-tai-chi': 30, 'movement-hiit': 20 },
    days: {
      '2026-03-01': {
        planned: { work: 1, movement: 1 },
        done: { work: 1, movement: 2 },
        skipped: {},
        rest: true,
      },
    },
    transitions: account.transitions,
    joined: ['k'],
  });
});

it('a state is added once, however often it is copied, into nothing too', () => {
  const place = { epoch: 1, recallRevision: 0, now: 0 };
  for (const into of [app, undefined]) {
    const merged = mergeDocument('state/learning', account, into, place);
    expect(merged).toMatchObject({ completions: into ? 8 : 5 });
    expect(mergeDocument('state/learning', account, merged, place)).toBeUndefined();
  }
});

it('a phase that the person had set by hand stays', () => {
  const set = { ...app, override: { phase: 'discovery' as const, on: '2026-03-06', completions: 3 } };
  expect(mergeLearning(account, set, 'k')).toMatchObject({
    phase: 'discovery',
    override: { ...set.override, completions: 8 },
  });
});

it('what another account has completed does not undo a phase that was set by hand', () => {
  const busy = { ...account, completions: 60 };
  const set = overridePhase({ ...app, startedOn: '2026-03-05' }, 'discovery', '2026-03-06');
  const both = [mergeLearning(busy, set, 'k'), mergeLearning(set, { ...app, completions: 60 }, 'k')];
  for (const merged of both)
    expect(advancePhase(merged!, '2026-03-06', thresholds).learning.phase).toBe('discovery');
});

const thresholds = {
  discoveryMinDays: 7,
  discoveryMinTasks: 15,
  establishmentMinDays: 21,
  establishmentMinTasks: 40,
};

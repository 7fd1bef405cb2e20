import { expect, it } from 'vitest';
import { mergeDocument } from '../../../shared/identity/merge-document.ts';
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
  expect(mergeLearning(account, set, 'k')).toMatchObject({ phase: 'discovery', override: set.override });
});

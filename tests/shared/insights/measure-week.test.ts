import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { habitStrength, measureWeek } from '../../../shared/insights/index.ts';
import { type DayCount, type DayPlan, nextDay, type PlannedTask } from '../../../shared/plan/index.ts';
import { categories } from '../../../shared/tasks/index.ts';

const week = '2026-W47';
const monday = '2026-11-16';
const sunday = '2026-11-22';

const day = (
  done: DayCount['done'],
  planned: DayCount['planned'] = { hydration: 1, movement: 1 },
): DayCount => ({
  planned,
  done,
  skipped: {},
  rest: false,
});
const rest: DayCount = { ...day({}), rest: true };
const learning = (days: Record<string, DayCount>) => ({ days, tasks: {}, transitions: [] });
const task = (taskId: string, more: Partial<PlannedTask> = {}): PlannedTask => ({
  taskId,
  category: 'hydration',
  title: { ru: `Дело ${taskId}`, en: `Task ${taskId}` },
  minutes: 10,
  difficulty: 'beginner',
  variationGroup: 'water',
  timeOfDay: 'morning',
  reason: { ru: 'Так', en: 'So' },
  status: 'done',
  chosenBefore: null,
  ...more,
});
const plan = (date: string, tasks: PlannedTask[], restDay = false): DayPlan => ({
  date,
  mode: 'medium',
  phase: 'discovery',
  source: 'adaptive',
  tasks,
  restDay,
  celebration: null,
});

function daysBack(today: string, count: number, make: (age: number) => DayCount): Record<string, DayCount> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, age) => [
      new Date(Date.parse(today) - age * 86_400_000).toISOString().slice(0, 10),
      make(age),
    ]),
  );
}

test('a week is summed up from its own days', () => {
  const facts = measureWeek({
    week,
    today: '2026-11-25',
    plans: [],
    learning: learning({
      '2026-11-15': day({ hydration: 1 }),
      [monday]: day({ hydration: 1, movement: 1 }),
      '2026-11-17': day({ hydration: 1 }),
      '2026-11-18': day({}),
      [sunday]: day({ movement: 1 }),
      '2026-11-23': day({ hydration: 1, movement: 1 }),
    }),
  });
  expect(facts).toMatchObject({
    from: monday,
    to: sunday,
    isOver: true,
    completionStats: { totalTasks: 8, completedTasks: 4, completionRate: 0.5, activeDays: 3 },
    categoryPerformance: [
      { category: 'hydration', totalTasks: 4, completedTasks: 2, completionRate: 0.5 },
      { category: 'movement', totalTasks: 4, completedTasks: 2, completionRate: 0.5 },
    ],
    before: { totalTasks: 2, completedTasks: 1, completionRate: 0.5 },
  });
});

test('a person who never had a plan has a week of noughts', () => {
  const facts = measureWeek({ week, today: sunday, learning: undefined, plans: [] });
  expect(facts).toMatchObject({
    isOver: false,
    completionStats: { totalTasks: 0, completedTasks: 0, completionRate: 0, activeDays: 0 },
    categoryPerformance: [],
    favoriteTasks: [],
    streakInfo: { current: 0, longest: 0, restDays: 0 },
    habitStrength: [],
    before: null,
    timesOfDay: [],
    shortest: null,
    entered: null,
  });
});

test('on a day of rest nothing is missed, and what is done counts', () => {
  const facts = measureWeek({
    week,
    today: '2026-11-23',
    plans: [],
    learning: learning({
      [monday]: day({ hydration: 1, movement: 1 }),
      '2026-11-17': rest,
      '2026-11-18': { ...rest, done: { work: 1 } },
    }),
  });
  expect(facts.completionStats).toMatchObject({ totalTasks: 3, completedTasks: 3, completionRate: 1 });
  expect(facts.streakInfo.restDays).toBe(2);
});

test('what is done beyond the plan never makes more than all of it', () => {
  const facts = measureWeek({
    week,
    today: sunday,
    plans: [],
    learning: learning({ [monday]: day({ movement: 3 }, { movement: 1, hydration: 1 }) }),
  });
  expect(facts.completionStats).toMatchObject({ totalTasks: 4, completedTasks: 3, completionRate: 0.75 });
});

test('a run that the last day broke has ended, and one that goes on has not', () => {
  const days = daysBack(sunday, 6, (age) => day(age === 0 ? {} : { hydration: 1 }));
  const streakOn = (today: string) =>
    measureWeek({ week, today, plans: [], learning: learning(days) }).streakInfo;
  expect(streakOn(sunday)).toMatchObject({ current: 5, longest: 5 });
  expect(streakOn('2026-11-23')).toMatchObject({ current: 0, longest: 5 });
});

test('what comes after a week does not change it', () => {
  const days = daysBack(sunday, 20, () => day({ hydration: 1 }));
  const measured = (later: Record<string, DayCount>) =>
    measureWeek({ week, today: '2026-12-20', plans: [], learning: learning({ ...days, ...later }) });
  expect(measured({ '2026-11-23': day({}), '2026-12-01': rest })).toEqual(measured({}));
});

test('favourites are what was done most often, then what was rated best, at most five', () => {
  const tasks = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => task(id));
  const facts = measureWeek({
    week,
    today: '2026-11-23',
    plans: [
      plan(monday, [...tasks, task('open', { status: 'open' })]),
      plan('2026-11-17', [task('f'), task('skipped', { status: 'skipped' })]),
      plan('2026-11-23', [task('later')]),
    ],
    learning: {
      ...learning({}),
      tasks: {
        b: { completed: 4, skipped: 0, rated: 3, ratingSum: 14 },
        c: { completed: 1, skipped: 0, rated: 1, ratingSum: 1 },
      },
    },
  });
  expect(facts.favoriteTasks.map(({ taskId, completed, rating }) => [taskId, completed, rating])).toEqual([
    ['f', 2, null],
    ['b', 1, 4.7],
    ['a', 1, null],
    ['d', 1, null],
    ['e', 1, null],
  ]);
});

test('times of day are measured by what was planned for them', () => {
  const evening = { timeOfDay: 'evening', status: 'open', minutes: 3 } as const;
  const facts = measureWeek({
    week,
    today: sunday,
    plans: [plan(monday, [task('a'), task('b', evening)]), plan('2026-11-17', [task('c', evening)], true)],
    learning: undefined,
  });
  expect(facts.timesOfDay).toEqual([
    { timeOfDay: 'morning', totalTasks: 1, completedTasks: 1, completionRate: 1 },
    { timeOfDay: 'evening', totalTasks: 1, completedTasks: 0, completionRate: 0 },
  ]);
  expect(facts.shortest).toEqual({ title: { ru: 'Дело b', en: 'Task b' }, minutes: 3 });
});

test('a phase that was entered in the week is told with it', () => {
  const entered = (today: string) =>
    measureWeek({
      week,
      today,
      plans: [],
      learning: { ...learning({}), transitions: [{ phase: 'establishment', on: '2026-11-20', told: true }] },
    }).entered;
  expect(entered('2026-11-23')).toBe('establishment');
  expect(entered('2026-11-19')).toBeNull();
});

describe('habit strength', () => {
  const today = '2026-11-23';
  const strength = (days: Record<string, DayCount>) =>
    habitStrength(days, today).find(({ category }) => category === 'hydration')?.strength ?? 0;
  const anyDays = fc.dictionary(
    fc
      .integer({ min: 0, max: 120 })
      .map((age) => new Date(Date.parse(today) - age * 86_400_000).toISOString().slice(0, 10)),
    fc.record({
      planned: fc.constantFrom({}, { hydration: 1 }),
      done: fc.constantFrom({}, { hydration: 1 }),
      skipped: fc.constant({}),
      rest: fc.boolean(),
    }),
  );

  test('one miss after a month of days takes less than a tenth of it', () => {
    const kept = strength(daysBack(today, 30, () => day({ hydration: 1 })));
    const missed = strength(daysBack(today, 30, (age) => day(age === 1 ? {} : { hydration: 1 })));
    expect(kept).toBeGreaterThan(0.85);
    expect(missed).toBeLessThan(kept);
    expect(missed).toBeGreaterThan(kept * 0.9);
  });

  test('one day makes no habit, a week makes a good half of one', () => {
    expect(strength(daysBack(today, 1, () => day({ hydration: 1 })))).toBeLessThan(0.4);
    const afterWeek = strength(daysBack(today, 7, () => day({ hydration: 1 })));
    expect(afterWeek).toBeGreaterThan(0.6);
    expect(afterWeek).toBeLessThan(0.85);
  });

  test('a recent week counts for more than one a month ago', () => {
    const recent = daysBack(today, 40, (age) => day(age < 7 ? { hydration: 1 } : {}));
    const old = daysBack(today, 40, (age) => day(age >= 33 ? { hydration: 1 } : {}));
    expect(strength(recent)).toBeGreaterThan(2 * strength(old));
  });

  test('rest and the unfinished day take nothing from it', () => {
    const month = daysBack('2026-11-21', 30, () => day({ hydration: 1 }));
    const rested = { ...month, '2026-11-22': rest, [today]: day({}) };
    expect(strength(rested)).toBe(strength(month));
  });

  test('two months away unmake most of a habit', () => {
    expect(strength(daysBack('2026-09-22', 30, () => day({ hydration: 1 })))).toBeLessThan(0.4);
  });

  test('it lies between 0 and 1, and another day done never lowers it', () => {
    fc.assert(
      fc.property(anyDays, fc.integer({ min: 0, max: 120 }), (days, age) => {
        const date = new Date(Date.parse(today) - age * 86_400_000).toISOString().slice(0, 10);
        const before = strength(days);
        expect(before).toBeGreaterThanOrEqual(0);
        expect(before).toBeLessThanOrEqual(1);
        const known = days[date] ?? day({}, { hydration: 1 });
        const without = strength({
          ...days,
          [date]: { ...known, planned: { hydration: 1 }, rest: false, done: {} },
        });
        const done = strength({ ...days, [date]: { ...known, done: { hydration: 1 } } });
        expect(done).toBeGreaterThanOrEqual(without);
      }),
    );
  });
});

test('every share lies between 0 and 1 and agrees with its counts', () => {
  const counts = fc.dictionary(fc.constantFrom(...categories), fc.integer({ min: 0, max: 4 }));
  const anyDay = fc.record({ planned: counts, done: counts, skipped: counts, rest: fc.boolean() });
  const dates = [...Array(30).keys()].reduce<string[]>(
    (all) => [...all, nextDay(all.at(-1) ?? monday)],
    ['2026-11-05'],
  );
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...dates), anyDay),
      fc.constantFrom(...dates),
      (days, today) => {
        const facts = measureWeek({ week, today, plans: [], learning: learning(days) });
        const all = [facts.completionStats, ...facts.categoryPerformance];
        for (const { totalTasks, completedTasks, completionRate } of all) {
          expect(completedTasks).toBeLessThanOrEqual(totalTasks);
          expect(completionRate).toBeCloseTo(totalTasks > 0 ? completedTasks / totalTasks : 0, 3);
        }
        const sum = facts.categoryPerformance.reduce((total, { totalTasks }) => total + totalTasks, 0);
        expect(sum).toBe(facts.completionStats.totalTasks);
        expect(facts.streakInfo.current).toBeLessThanOrEqual(facts.streakInfo.longest);
      },
    ),
  );
});

test('a task that was skipped is not proposed to begin again with', () => {
  const skipped = task('short', { minutes: 1, status: 'skipped' });
  const open = task('longer', { minutes: 5, status: 'open' });
  const of = (tasks: PlannedTask[]) =>
    measureWeek({ week, today: sunday, learning: undefined, plans: [plan(monday, tasks)] });
  expect(of([skipped, open]).shortest).toMatchObject({ minutes: 5 });
  expect(of([skipped]).shortest).toBeNull();
});

test('what is open today counts for no time of day', () => {
  const tasks = [task('done'), task('open', { status: 'open' })];
  const at = (today: string) =>
    measureWeek({ week, today, learning: undefined, plans: [plan(monday, tasks)] }).timesOfDay[0]?.totalTasks;
  expect([at(monday), at(sunday)]).toEqual([1, 2]);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import library from '../../../emulator-data/tasks.json' with { type: 'json' };
import {
  type DayAsked,
  findHints,
  isWeekday,
  learningSchema,
  learnOutcome,
  localDay,
  nextDay,
  phases,
  planDay,
  plannedTaskSchema,
  replanDay,
  swapTask,
} from '../../../shared/plan/index.ts';
import { archetypes } from '../../../shared/profile/index.ts';
import { categories, modes, taskSchema, timesOfDay } from '../../../shared/tasks/index.ts';

const tasks = z.array(taskSchema).parse(library);
const taskOf = (id: string) => tasks.find((task) => task.id === id)!;
const monday = '2026-03-02';
const saturday = '2026-03-07';
const asked: DayAsked = {
  library: tasks,
  date: monday,
  at: Date.parse('2026-03-02T06:00:00Z'),
  from: 'morning',
  mode: 'medium',
  archetype: 'foundation_builder',
  learning: learningSchema.parse({}),
  adaptive: true,
  hints: [],
  rotationHours: 48,
  seed: 'person 2026-03-02',
};
const anyDay = fc.record({
  date: fc.constantFrom(monday, saturday),
  from: fc.constantFrom(...timesOfDay),
  mode: fc.constantFrom(...modes),
  archetype: fc.constantFrom(...archetypes),
  phase: fc.constantFrom(...phases),
  adaptive: fc.boolean(),
  seed: fc.string(),
});
type AnyDay = typeof anyDay extends fc.Arbitrary<infer Day> ? Day : never;
const dayOf = ({ phase, ...day }: AnyDay): DayAsked => ({
  ...asked,
  ...day,
  learning: { ...asked.learning, phase },
});

describe('the plan of a day', () => {
  it('has one task of each category, work on weekdays alone, by time of day', () => {
    fc.assert(
      fc.property(anyDay, (any) => {
        const day = dayOf(any);
        const planned = planDay(day).tasks;
        const due = categories.filter((category) => category !== 'work' || day.date === monday);
        expect(planned.map(({ category }) => category).toSorted()).toEqual(due.toSorted());
        const times = planned.map(({ timeOfDay }) => timesOfDay.indexOf(timeOfDay));
        expect(times).toEqual(times.toSorted());
        for (const task of planned) {
          expect(plannedTaskSchema.parse(task)).toEqual(task);
          expect(taskOf(task.taskId).timesOfDay).toContain(task.timeOfDay);
          expect(timesOfDay.indexOf(task.timeOfDay)).toBeGreaterThanOrEqual(timesOfDay.indexOf(day.from));
          expect(task.reason.ru).toMatch(/[а-я]/);
          expect(task.reason.en).toMatch(/^[^а-я]+$/);
        }
      }),
    );
  });

  it('is the same for the same seed', () => {
    fc.assert(
      fc.property(anyDay, (any) => {
        expect(planDay(dayOf(any))).toEqual(planDay(dayOf(any)));
      }),
    );
  });

  it('is another for another person', () => {
    const plans = Array.from({ length: 20 }, (_, person) =>
      planDay({ ...asked, seed: `${person}` })
        .tasks.map(({ taskId }) => taskId)
        .toSorted()
        .join(),
    );
    expect(new Set(plans).size).toBeGreaterThan(10);
  });

  it('tells the chance of each choice and the rotation that it made', () => {
    const { tasks: planned, choices, rotation } = planDay(asked);
    expect(choices.map(({ taskId }) => taskId).toSorted()).toEqual(
      planned.map(({ taskId }) => taskId).toSorted(),
    );
    for (const { probability, policy, phase, taskId } of choices) {
      expect(probability).toBeGreaterThan(0);
      expect(probability).toBeLessThanOrEqual(1);
      expect([policy, phase]).toEqual(['adaptive', 'discovery']);
      expect(rotation[taskId]).toBe(asked.at);
    }
  });

  const day = 24 * 3_600_000;
  /** The plans of days in a row, each asked for some minutes earlier or later than the one before. */
  const planDays = (first: DayAsked, count: number, jitter: number) => {
    let { learning, date } = first;
    return Array.from({ length: count }, (_, number) => {
      const at = first.at + number * day + (number % 2) * jitter * 60_000;
      const planned = planDay({
        ...first,
        from: 'morning',
        learning,
        date,
        at,
        seed: `${first.seed} ${date}`,
      });
      learning = { ...learning, rotation: planned.rotation };
      date = nextDay(date);
      return { at, tasks: planned.tasks };
    });
  };
  const jitters = fc.integer({ min: -180, max: 180 });

  it('repeats no variation group within 48 hours', () => {
    fc.assert(
      fc.property(anyDay, jitters, (any, jitter) => {
        const last = new Map<string, number>();
        for (const { at, tasks: planned } of planDays(dayOf(any), 14, jitter))
          for (const { variationGroup } of planned) {
            expect(at - (last.get(variationGroup) ?? -Infinity)).toBeGreaterThanOrEqual(2 * day);
            last.set(variationGroup, at);
          }
      }),
    );
  });

  it('brings three tasks or more of each category in a week, by either policy', () => {
    fc.assert(
      fc.property(anyDay, jitters, (any, jitter) => {
        const week = planDays({ ...dayOf(any), date: monday }, 7, jitter).flatMap(({ tasks: own }) => own);
        for (const [category, own] of Map.groupBy(week, (task) => task.category))
          expect(new Set(own.map(({ taskId }) => taskId)).size, category).toBeGreaterThanOrEqual(3);
      }),
    );
  });

  it('spares a bad knee, and says why', () => {
    const hints = findHints({ memories: ['I have a bad knee'], purchases: [] });
    const planned = Array.from({ length: 200 }, (_, person) =>
      planDay({ ...asked, mode: 'high', archetype: 'peak_performer', hints, seed: `${person}` }),
    ).map(({ tasks: day }) => day.find(({ category }) => category === 'movement')!);
    const hard = planned.filter(({ taskId }) => taskOf(taskId).traits.includes('high_impact'));
    expect(hard.length).toBeLessThan(6);
    for (const { taskId, reason } of planned)
      if (!taskOf(taskId).traits.some((trait) => trait === 'high_impact' || trait === 'knee_load'))
        expect(reason.en).toContain('I remember your knee');
  });

  it('by the base policy takes the best score of what has rested', () => {
    const planned = planDay({ ...asked, adaptive: false });
    const morning = planned.tasks.find(({ category }) => category === 'hydration')!;
    expect(morning.taskId).toBe('hydration-glass-on-waking');
    expect(planned.choices.every(({ policy }) => policy === 'base')).toBe(true);
  });

  it('is empty without a library', () => {
    expect(planDay({ ...asked, library: [] }).tasks).toEqual([]);
  });

  it('offers after three weeks what the person keeps to more often than what they skip', () => {
    let learning = learningSchema.parse({ phase: 'mastery' });
    for (let turn = 0; turn < 8; turn++) {
      learning = learnOutcome(learning, { taskId: 'movement-tai-chi', completed: true, rating: 5 });
      learning = learnOutcome(learning, { taskId: 'movement-hiit', completed: false });
    }
    const chosen = Array.from({ length: 100 }, (_, at) => planDay({ ...asked, learning, seed: `${at}` })).map(
      ({ tasks: day }) => day.find(({ category }) => category === 'movement')!.taskId,
    );
    const times = (id: string) => chosen.filter((one) => one === id).length;
    expect(times('movement-tai-chi')).toBeGreaterThan(70);
    expect(times('movement-hiit')).toBe(0);
  });
});

describe('a plan made again', () => {
  const first = planDay(asked);
  const after = {
    ...asked,
    learning: { ...asked.learning, rotation: first.rotation },
    at: asked.at + 60_000,
  };

  it('keeps what is done when the mode changes, whatever else', () => {
    const subset = fc.subarray(first.tasks.map(({ taskId }) => taskId));
    fc.assert(
      fc.property(subset, fc.constantFrom(...modes), fc.string(), (ids, mode, seed) => {
        const planned = first.tasks.map((task) => ({
          ...task,
          status: ids.includes(task.taskId) ? ('done' as const) : task.status,
        }));
        const again = replanDay(planned, { ...after, mode, seed });
        for (const task of planned) if (task.status === 'done') expect(again.tasks).toContainEqual(task);
        expect(again.tasks.map(({ category }) => category).toSorted()).toEqual(categories.toSorted());
        expect(again.choices).toHaveLength(planned.length - ids.length);
      }),
    );
  });

  it('is the same plan where nothing has changed', () => {
    const again = replanDay(first.tasks, { ...after, at: asked.at });
    expect(again.tasks).toEqual(first.tasks);
    expect(again.rotation).toEqual(first.rotation);
  });

  it('lets go of the tasks that it no longer uses', () => {
    const again = replanDay(first.tasks, { ...after, mode: 'low', seed: 'other' });
    expect(Object.keys(again.rotation).toSorted()).toEqual(
      again.tasks.map(({ taskId }) => taskId).toSorted(),
    );
  });

  it('does not offer again what was skipped', () => {
    const skipped = first.tasks.map((task) => ({ ...task, status: 'skipped' as const }));
    for (let seed = 0; seed < 20; seed++) {
      const again = replanDay(skipped, { ...after, mode: 'low', seed: `${seed}` });
      const offered = again.tasks.map(({ taskId }) => taskId);
      for (const { taskId } of skipped) expect(offered).not.toContain(taskId);
    }
  });

  it('puts another task in the place of one and leaves the others', () => {
    fc.assert(
      fc.property(fc.constantFrom(...first.tasks), fc.string(), (one, seed) => {
        const swapped = swapTask(first.tasks, one.taskId, { ...after, seed });
        const others = first.tasks.filter((task) => task !== one);
        for (const other of others) expect(swapped.tasks).toContainEqual(other);
        const [choice, ...more] = swapped.choices;
        expect(more).toEqual([]);
        expect(choice!.category).toBe(one.category);
        expect(choice!.taskId).not.toBe(one.taskId);
      }),
    );
  });

  it('leaves a task that nothing can replace, and its rotation', () => {
    const one = first.tasks[0]!;
    const alone = { ...after, library: [taskOf(one.taskId)] };
    const swapped = swapTask(first.tasks, one.taskId, alone);
    expect(swapped).toEqual({ tasks: first.tasks, choices: [], rotation: first.rotation });
  });
});

describe('the day where a person is', () => {
  it.each([
    ['2026-03-01T21:30:00Z', 'Europe/Moscow', '2026-03-02', 'morning'],
    ['2026-03-01T21:30:00Z', 'America/New_York', '2026-03-01', 'afternoon'],
    ['2026-03-01T10:15:00Z', 'Asia/Kathmandu', '2026-03-01', 'afternoon'],
    ['2026-10-25T00:30:00Z', 'Europe/Berlin', '2026-10-25', 'morning'],
    ['2026-03-01T17:00:00Z', 'UTC', '2026-03-01', 'evening'],
  ])('%s in %s is %s, %s', (at, timeZone, date, timeOfDay) => {
    expect(localDay(Date.parse(at), timeZone)).toEqual({ date, timeOfDay });
  });

  it('works from Monday to Friday', () => {
    const week = Array.from({ length: 6 }).reduce<string[]>(
      (days) => [...days, nextDay(days.at(-1)!)],
      [monday],
    );
    expect(week.map(isWeekday)).toEqual([true, true, true, true, true, false, false]);
  });
});

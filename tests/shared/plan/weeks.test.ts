import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DayPlan } from '../../../shared/plan/index.ts';
import { categories } from '../../../shared/tasks/index.ts';
import { day, type PlanWorld, startPlanWorld, taskOf } from './plan-world.ts';

let world: PlanWorld;
beforeAll(async () => {
  world = await startPlanWorld();
});
afterAll(() => world.stop());

/** A taste that nobody is told of: what is quick is done and liked. */
const isLiked = (taskId: string) => taskOf(taskId).minutes <= 10;

it('over four weeks phases pass, groups rest, weeks have variety, and more of what is liked is planned', async () => {
  const { plans, now } = world.instance();
  const ann = world.newcomer();
  const days: DayPlan[] = [];
  const phases: string[] = [];
  for (let number = 0; number < 28; number++) {
    const plan = await plans.get(ann, now());
    days.push(plan);
    phases.push(plan.phase);
    // Half of the days are answered: days alone carry the person through the phases.
    if (number % 2 === 0)
      for (const { taskId } of plan.tasks)
        await plans.feedback(
          ann,
          { taskId, completed: isLiked(taskId), ...(isLiked(taskId) && { satisfactionRating: 5 }) },
          now(),
        );
    world.time.now += day;
  }
  expect(phases).toEqual(phases.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
  expect(phases[0]).toBe('discovery');
  expect(phases[7]).toBe('establishment');
  expect(phases[21]).toBe('mastery');
  expect(
    days.filter(({ celebration }) => celebration !== null).map(({ celebration }) => celebration),
  ).toEqual(['establishment', 'mastery']);

  for (const [number, { tasks }] of days.entries())
    for (const { variationGroup, category } of tasks) {
      const yesterday = days[number - 1]?.tasks.find((task) => task.category === category);
      expect(yesterday?.variationGroup).not.toBe(variationGroup);
    }
  for (let week = 0; week < 4; week++)
    for (const category of categories) {
      const seen = days
        .slice(week * 7, week * 7 + 7)
        .flatMap(({ tasks }) => tasks.filter((task) => task.category === category));
      expect(
        new Set(seen.map(({ taskId }) => taskId)).size,
        `${category} in week ${week}`,
      ).toBeGreaterThanOrEqual(3);
    }

  const liked = (some: readonly DayPlan[]) => {
    const all = some.flatMap(({ tasks }) => tasks);
    return all.filter(({ taskId }) => isLiked(taskId)).length / all.length;
  };
  expect(liked(days.slice(21))).toBeGreaterThan(liked(days.slice(0, 7)));
  const learned = await plans.learned(ann);
  expect(learned.strengths.length).toBeGreaterThan(5);
  for (const { taskId } of learned.strengths) expect(isLiked(taskId)).toBe(true);
  expect(Object.keys((await world.learning(ann))?.days ?? {})).toHaveLength(28);
}, 180_000);

const order = ['discovery', 'establishment', 'mastery'];

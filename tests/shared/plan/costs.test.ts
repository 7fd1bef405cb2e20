import { afterAll, beforeAll, expect, it } from 'vitest';
import { day, type PlanWorld, startPlanWorld } from './plan-world.ts';

let world: PlanWorld;
beforeAll(async () => {
  world = await startPlanWorld();
});
afterAll(() => world.stop());

it('what a day costs of the store does not grow with how long the person is there', async () => {
  const { plans, people, now } = world.instance();
  const ann = world.newcomer();
  const cost = async (work: () => Promise<unknown>) => {
    world.local.resetCounts();
    await work();
    const { reads, writes } = world.local.counts();
    return { reads, writes };
  };
  await plans.get(ann, now());
  for (let number = 0; number < 3; number++) {
    world.time.now += day;
    // The library is read for all, every ten minutes.
    await plans.get(world.newcomer(), now());
    // A request drops what it holds of the person, so each of these begins with one read of the profile.
    const asked = () => {
      people.drop(ann);
      return plans.get(ann, now());
    };
    expect(await cost(asked), 'a new plan').toEqual({ reads: 7, writes: 2 });
    expect(await cost(asked), 'the same plan').toEqual({ reads: 3, writes: 0 });
    const { tasks } = await plans.get(ann, now());
    const taskId = tasks[0]?.taskId;
    const say = (completed: boolean) => () => plans.feedback(ann, { taskId, completed }, now());
    expect(await cost(say(true)), 'a word on a task').toSatisfy(
      ({ reads, writes }: { reads: number; writes: number }) => reads <= 6 && writes === 3,
    );
    expect(await cost(say(false)), 'a correction').toSatisfy(
      ({ reads, writes }: { reads: number; writes: number }) => reads <= 6 && writes === 4,
    );
    expect(await cost(() => plans.openTasks(ann, 1, '2026-03-02'))).toMatchObject({ writes: 0 });
  }
});

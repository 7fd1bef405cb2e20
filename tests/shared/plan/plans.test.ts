import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { contextRef } from '../../../shared/context/index.ts';
import { erasureMarkRef } from '../../../shared/person/index.ts';
import { dayPlanSchema, presentPlan } from '../../../shared/plan/index.ts';
import { profileOf, profileRef } from '../../../shared/profile/index.ts';
import { day, monday, type PlanWorld, startPlanWorld, taskOf } from './plan-world.ts';

// Days are planned one after another on a real store, which a busy machine makes slow.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });
let world: PlanWorld;
beforeAll(async () => {
  world = await startPlanWorld();
});
afterAll(() => world.stop());
beforeEach(() => {
  world.time.now = monday;
});

const ids = ({ tasks }: { tasks: readonly { taskId: string }[] }) => tasks.map(({ taskId }) => taskId);

describe('the plan of today', () => {
  it('has a task of each category for whom comes first, who is made by it', async () => {
    const { plans, now, choices } = world.instance();
    const ann = world.newcomer();
    const plan = await plans.get(ann, now());
    expect(dayPlanSchema.parse(plan)).toEqual(plan);
    expect(plan).toMatchObject({
      date: '2026-03-02',
      mode: 'medium',
      phase: 'discovery',
      source: 'adaptive',
      restDay: false,
      celebration: null,
    });
    expect(plan.tasks.map(({ category }) => category).toSorted()).toEqual(
      ['hydration', 'movement', 'nutrition', 'recovery', 'wellness', 'work'].toSorted(),
    );
    expect(choices.map(([, row]) => row.task_id).toSorted()).toEqual(ids(plan).toSorted());
    for (const [id, row] of choices) {
      expect(row).toMatchObject({ choice_id: id, user_id: ann, policy: 'adaptive', phase: 'discovery' });
      expect(row.probability).toBeGreaterThan(0);
    }
    const profile = profileOf(await profileRef(world.firestore, ann).get());
    expect(profile?.weekly?.week).toBe('2026-W10');
  });

  it('is the same when it is asked for again, here or elsewhere, and costs no choice', async () => {
    const [one, other] = [world.instance(), world.instance()];
    const ann = world.newcomer();
    const plan = await one.plans.get(ann, one.now());
    world.time.now += 8 * 3_600_000;
    expect(await one.plans.get(ann, one.now())).toEqual(plan);
    expect(await other.plans.get(ann, other.now())).toEqual(plan);
    expect(other.choices).toEqual([]);
  });

  it('is one plan for two devices that ask at once', async () => {
    const [one, other] = [world.instance(), world.instance()];
    const ann = world.newcomer();
    const made = await Promise.all(
      [one, other, one, other].map(({ plans, now }) => plans.get(ann, { ...now(), date: '2026-03-02' })),
    );
    for (const plan of made) expect(plan).toEqual(made[0]);
    expect(one.choices.length + other.choices.length).toBe(6);
    const learning = await world.learning(ann);
    expect(Object.keys(learning?.rotation ?? {}).toSorted()).toEqual(ids(made[0]!).toSorted());
  });

  it('is of the day where the person is', async () => {
    const { plans, people, now } = world.instance();
    const ann = world.newcomer();
    await people.meet(ann, now());
    await people.editProfile(ann, { timezone: 'Pacific/Auckland' });
    world.time.now = Date.parse('2026-03-06T12:00:00Z');
    const plan = await plans.get(ann, now());
    expect(plan.date).toBe('2026-03-07');
    expect(plan.tasks.map(({ category }) => category)).not.toContain('work');
  });

  it('records the rotation with the plan, so that tomorrow repeats no group', async () => {
    const { plans, now } = world.instance();
    const ann = world.newcomer();
    const groups = async () =>
      (await plans.get(ann, now())).tasks.map(({ variationGroup }) => variationGroup);
    const first = new Set(await groups());
    world.time.now += day;
    for (const group of await groups()) expect(first).not.toContain(group);
  });

  it('keeps what is done when the mode changes, and chooses the rest anew', async () => {
    const { plans, now } = world.instance();
    const ann = world.newcomer();
    const before = await plans.get(ann, now());
    const done = before.tasks[0]!.taskId;
    await plans.feedback(ann, { taskId: done, completed: true }, now());
    const low = await plans.get(ann, { ...now(), mode: 'low' });
    expect(low.mode).toBe('low');
    expect(low.tasks.find(({ taskId }) => taskId === done)?.status).toBe('done');
    expect(low.tasks).toHaveLength(6);
    expect(await plans.get(ann, now())).toEqual(low);
    expect((await world.learning(ann))?.rotation).toSatisfy((rotation: object) =>
      ids(low).every((id) => id in rotation),
    );
  });
});

describe('the plan of another day', () => {
  it('is not found where the day has passed without one, and is as it was where not', async () => {
    const { plans, now } = world.instance();
    const ann = world.newcomer();
    const plan = await plans.get(ann, now());
    world.time.now += 3 * day;
    expect(await plans.get(ann, { ...now(), date: '2026-03-02', mode: 'high' })).toEqual(plan);
    await expect(plans.get(ann, { ...now(), date: '2026-03-03' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('is made for a day within a week, and for none later', async () => {
    const { plans, now } = world.instance();
    const ann = world.newcomer();
    const plan = await plans.get(ann, { ...now(), date: '2026-03-07' });
    expect(plan.tasks).toHaveLength(5);
    await expect(plans.get(ann, { ...now(), date: '2026-03-10' })).rejects.toMatchObject({
      code: 'bad_request',
      fields: [{ path: 'date', rule: 'Must be at most 7 days ahead' }],
    });
    for (const date of ['2026-13-45', '2026-02-30', 'tomorrow', ''])
      await expect(plans.get(ann, { ...now(), date })).rejects.toMatchObject({
        code: 'bad_request',
        fields: [{ path: 'date', rule: 'Must be a date, e.g. 2026-03-02' }],
      });
  });
});

describe('another task', () => {
  it('takes the place of an open one, once, and the one given back may be chosen tomorrow', async () => {
    const { plans, now } = world.instance();
    const ann = world.newcomer();
    const before = await plans.get(ann, now());
    const { taskId, category } = before.tasks[1]!;
    const after = await plans.swap(ann, { ...now(), taskId });
    const swapped = after.tasks.find((task) => task.category === category)!;
    expect(swapped.taskId).not.toBe(taskId);
    expect(after.tasks.filter((task) => task.category !== category)).toEqual(
      before.tasks.filter((task) => task.category !== category),
    );
    expect(await plans.swap(ann, { ...now(), taskId })).toEqual(after);
    const { rotation } = (await world.learning(ann))!;
    expect(rotation).not.toHaveProperty(taskId);
    expect(rotation).toHaveProperty(swapped.taskId);
  });

  it('never comes back to one that was declined that day', async () => {
    const { plans, now } = world.instance();
    const ann = world.newcomer();
    const seen = new Set<string>();
    let plan = await plans.get(ann, now());
    for (let turn = 0; turn < 4; turn++) {
      const { taskId } = plan.tasks.find(({ category }) => category === 'movement')!;
      expect(seen).not.toContain(taskId);
      seen.add(taskId);
      plan = await plans.swap(ann, { ...now(), taskId });
    }
  });

  it('is not found for a task that is not planned', async () => {
    const { plans, now } = world.instance();
    const ann = world.newcomer();
    await plans.get(ann, now());
    await expect(plans.swap(ann, { ...now(), taskId: 'movement-none' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('a day of rest', () => {
  it('is marked, and no longer', async () => {
    const { plans, now } = world.instance();
    const ann = world.newcomer();
    expect(await plans.rest(ann, now())).toMatchObject({ restDay: true, date: '2026-03-02' });
    expect((await world.learning(ann))?.days['2026-03-02']).toMatchObject({ rest: true });
    expect(await plans.get(ann, now())).toMatchObject({ restDay: true });
    expect(await plans.rest(ann, { ...now(), on: false })).toMatchObject({ restDay: false });
    expect((await world.learning(ann))?.days['2026-03-02']).toMatchObject({ rest: false });
  });
});

describe('phases', () => {
  it('pass with the days, each celebrated in one plan alone', async () => {
    const { plans, now } = world.instance();
    const ann = world.newcomer();
    const celebrated: [number, string | null, string][] = [];
    for (let number = 0; number < 30; number++) {
      const { celebration, phase } = await plans.get(ann, now());
      celebrated.push([number, celebration, phase]);
      world.time.now += day;
    }
    expect(celebrated.filter(([, phase]) => phase !== null)).toEqual([
      [7, 'establishment', 'establishment'],
      [21, 'mastery', 'mastery'],
    ]);
    expect(celebrated[6]?.[2]).toBe('discovery');
  });

  it('pass with what is done, and are celebrated in the plan of the same day', async () => {
    const { plans, now } = world.instance();
    const ann = world.newcomer();
    await plans.get(ann, now());
    for (let turn = 0; turn < 15; turn++)
      await plans.feedback(
        ann,
        { taskName: `Stretch ${turn}`, category: 'movement', completed: true },
        now(),
      );
    const plan = await plans.get(ann, now());
    expect(plan).toMatchObject({ phase: 'discovery', celebration: 'establishment' });
    expect(presentPlan(plan, 'en').celebration).toMatchObject({ phase: 'establishment' });
    expect(await plans.get(ann, now())).toEqual(plan);
    world.time.now += day;
    expect(await plans.get(ann, now())).toMatchObject({ phase: 'establishment', celebration: null });
  });

  it('can be set by hand, for who is there', async () => {
    const { plans, now } = world.instance();
    const ann = world.newcomer();
    await expect(plans.overridePhase(ann, 'mastery')).rejects.toMatchObject({ code: 'not_found' });
    await plans.get(ann, now());
    expect(await plans.overridePhase(ann, 'mastery')).toMatchObject({ userId: ann, phase: 'mastery' });
    world.time.now += day;
    expect(await plans.get(ann, now())).toMatchObject({ phase: 'mastery', celebration: null });
  });
});

describe('what is known of the person', () => {
  it('tips a choice, which says so, and is asked for when tasks are chosen alone', async () => {
    let asked = 0;
    const known = () => {
      asked += 1;
      return Promise.resolve({ memories: ['У меня болит колено'], purchases: [] });
    };
    const { plans, now } = world.instance({ known });
    const ann = world.newcomer();
    const plan = await plans.get(ann, now());
    await plans.get(ann, now());
    expect(asked).toBe(1);
    const movement = plan.tasks.find(({ category }) => category === 'movement')!;
    if (!taskOf(movement.taskId).traits.includes('knee_load'))
      expect(movement.reason.ru).toContain('Помню о вашем колене');
  });

  it('holds no plan back where it cannot be read', async () => {
    const { plans, now } = world.instance({ known: () => Promise.reject(new Error('no store')) });
    expect((await plans.get(world.newcomer(), now())).tasks).toHaveLength(6);
  });
});

describe('a person who is gone', () => {
  it('is not made again by what was received before', async () => {
    const { plans, people, now } = world.instance();
    const ann = world.newcomer();
    await plans.get(ann, now());
    const received = now();
    world.time.now += 1000;
    await world.firestore.recursiveDelete(profileRef(world.firestore, ann));
    await erasureMarkRef(world.firestore, ann).set({
      requestedAt: world.time.now,
      state: 'erased',
      erasedAt: world.time.now,
      receiptId: 'r',
    });
    const late = [
      () => plans.get(ann, { ...received, mode: 'low' }),
      () => plans.feedback(ann, { taskName: 'Walk', category: 'movement', completed: true }, received),
      () => plans.rest(ann, received),
    ];
    for (const attempt of late) await expect(attempt()).rejects.toMatchObject({ code: 'conflict' });
    people.drop(ann);
    for (const attempt of late) await expect(attempt()).rejects.toMatchObject({ code: 'conflict' });
    const person = profileRef(world.firestore, ann);
    expect((await person.get()).exists).toBe(false);
    expect((await person.listCollections()).length).toBe(0);
    expect((await contextRef(person).get()).exists).toBe(false);
  });
});

describe('open tasks', () => {
  it('are those of a plan that is there; asking makes none', async () => {
    const { plans, now } = world.instance();
    const ann = world.newcomer();
    expect(await plans.openTasks(ann, 1, '2026-03-02')).toEqual([]);
    expect((await world.planRef(ann, '2026-03-02').get()).exists).toBe(false);
    const { tasks } = await plans.get(ann, now());
    const [first, ...rest] = tasks.map(({ taskId }) => taskId);
    await plans.feedback(ann, { taskId: first, completed: true }, now());
    const open = await plans.openTasks(ann, 1, '2026-03-02');
    expect(open.map(({ taskId }) => taskId)).toEqual(rest);
    expect(await plans.openTasks(ann, 1, '2026-03-03')).toEqual([]);
  });
});

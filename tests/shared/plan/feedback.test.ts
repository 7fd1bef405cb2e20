import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DayPlan, learningRef, mergeLearning } from '../../../shared/plan/index.ts';
import { profileRef } from '../../../shared/profile/index.ts';
import { day, monday, type PlanWorld, startPlanWorld, taskOf } from './plan-world.ts';

let world: PlanWorld;
beforeAll(async () => {
  world = await startPlanWorld();
});
afterAll(() => world.stop());
beforeEach(() => {
  world.time.now = monday;
});

const of = ({ tasks }: DayPlan, category: string) => tasks.find((task) => task.category === category)!;

/** Someone new with a plan, on an instance of their own. */
async function planned() {
  const instance = world.instance();
  const ann = world.newcomer();
  const plan = await instance.plans.get(ann, instance.now());
  return { ...instance, ann, plan };
}

describe('a word on a task', () => {
  it('replaces the words of both accounts that were joined', async () => {
    const { plans, ann, plan, now } = await planned();
    const { taskId } = of(plan, 'movement');
    const { feedbackId } = await plans.feedback(ann, { taskId, completed: true }, now());
    const person = profileRef(world.firestore, ann);
    const said = (await person.collection('feedback').doc(feedbackId).get()).data();
    await person
      .collection('feedback')
      .doc('theirs')
      .set({ ...said, feedbackId: 'theirs' });
    const learning = await world.learning(ann);
    await learningRef(person).set(mergeLearning(learning, learning, 'theirs')!);
    await plans.feedback(ann, { taskId, completed: false }, now());
    expect(await world.learning(ann)).toMatchObject({
      completions: 0,
      tasks: { [taskId]: { completed: 0, skipped: 1 } },
      days: { '2026-03-02': { done: { movement: 0 }, skipped: { movement: 1 } } },
    });
  });

  it('marks it in the plan, is learned, and is streamed', async () => {
    const { plans, ann, plan, now, feedbacks } = await planned();
    const { taskId, variationGroup } = of(plan, 'movement');
    const receipt = await plans.feedback(
      ann,
      { taskId, completed: true, satisfactionRating: 5, actualMinutes: 12, notes: 'Fine' },
      now(),
    );
    expect(receipt).toEqual({
      feedbackId: expect.any(String),
      status: 'recorded',
      message: 'Записал: сделано, и вам понравилось. Запомню.',
    });
    expect(of(await plans.get(ann, now()), 'movement').status).toBe('done');
    expect(await world.learning(ann)).toMatchObject({
      completions: 1,
      tasks: { [taskId]: { completed: 1, skipped: 0, rated: 1, ratingSum: 5 } },
      days: { '2026-03-02': { done: { movement: 1 }, planned: { movement: 1, work: 1 } } },
    });
    expect(feedbacks).toEqual([
      [
        expect.any(String),
        {
          event_id: `${ann}:2026-03-02 ${taskId}`,
          feedback_id: receipt.feedbackId,
          user_id: ann,
          task_id: taskId,
          category: 'movement',
          variation_group: variationGroup,
          phase: 'discovery',
          completed: true,
          rating: 5,
          created_at: '2026-03-02T06:00:00.000Z',
        },
      ],
    ]);
  });

  it('that is sent again has one effect, here or elsewhere, at once or the next day', async () => {
    const { plans, ann, plan, now, feedbacks } = await planned();
    const other = world.instance();
    const { taskId } = of(plan, 'work');
    const draft = { feedbackId: 'f-1', taskId, completed: false, skippedReason: 'no time' };
    const receipts = await Promise.all([
      plans.feedback(ann, draft, now()),
      other.plans.feedback(ann, draft, now()),
      plans.feedback(ann, draft, now()),
    ]);
    expect(receipts.map(({ status }) => status).toSorted()).toEqual(['recorded', 'repeated', 'repeated']);
    world.time.now += day;
    expect(await other.plans.feedback(ann, draft, now())).toMatchObject({ status: 'repeated' });
    expect(await world.learning(ann)).toMatchObject({
      completions: 0,
      tasks: { [taskId]: { completed: 0, skipped: 1 } },
    });
    expect((await world.learning(ann))?.days['2026-03-03']).toBeUndefined();
    expect(feedbacks.length + other.feedbacks.length).toBe(1);
  });

  it('counts in place of the one before on the same task, under the same id or another or none', async () => {
    const { plans, ann, plan, now, feedbacks } = await planned();
    const { taskId } = of(plan, 'nutrition');
    const say = (draft: object) => plans.feedback(ann, { taskId, completed: false, ...draft }, now());
    expect(await say({ feedbackId: 'a' })).toMatchObject({ status: 'recorded' });
    expect(await say({ feedbackId: 'a', completed: true })).toMatchObject({ status: 'corrected' });
    expect(await say({ feedbackId: 'b', completed: true, satisfactionRating: 2 })).toMatchObject({
      feedbackId: 'b',
      status: 'corrected',
    });
    expect(await say({ completed: true, satisfactionRating: 4 })).toMatchObject({ status: 'corrected' });
    expect(await say({ completed: true, satisfactionRating: 4 })).toMatchObject({ status: 'repeated' });
    expect(await world.learning(ann)).toMatchObject({
      completions: 1,
      tasks: { [taskId]: { completed: 1, skipped: 0, rated: 1, ratingSum: 4 } },
      days: { '2026-03-02': { done: { nutrition: 1 }, skipped: { nutrition: 0 } } },
    });
    expect(of(await plans.get(ann, now()), 'nutrition').status).toBe('done');
    expect(new Set(feedbacks.map(([, row]) => row.event_id)).size).toBe(1);
    expect(new Set(feedbacks.map(([id]) => id)).size).toBe(feedbacks.length);
  });

  it('under the id of another task or day is a conflict', async () => {
    const { plans, ann, plan, now } = await planned();
    const { taskId } = of(plan, 'nutrition');
    await plans.feedback(ann, { feedbackId: 'a', taskId, completed: true }, now());
    const other = of(plan, 'movement').taskId;
    for (const draft of [{ taskId: other }, { taskId, date: '2026-03-01' }])
      await expect(
        plans.feedback(ann, { feedbackId: 'a', completed: true, ...draft }, now()),
      ).rejects.toMatchObject({ code: 'conflict' });
    expect(await world.learning(ann)).toMatchObject({ completions: 1 });
  });

  it('names a task by its title in either language, or one of the person’s own making', async () => {
    const { plans, ann, plan, now } = await planned();
    const { taskId, title } = of(plan, 'hydration');
    const byName = { category: 'hydration' as const, completed: true };
    await plans.feedback(ann, { taskName: title.ru.toUpperCase(), ...byName }, now());
    await plans.feedback(ann, { taskName: title.en, ...byName }, now());
    await plans.feedback(ann, { taskName: 'Kombucha', ...byName }, now());
    const learning = await world.learning(ann);
    expect(learning).toMatchObject({ completions: 2, days: { '2026-03-02': { done: { hydration: 2 } } } });
    expect(Object.keys(learning!.tasks)).toEqual([taskId]);
  });

  it('may be of a task of the library that was not planned, which then rests', async () => {
    const { plans, ann, plan, now } = await planned();
    const taskId = 'movement-dance-three-songs';
    expect(of(plan, 'movement').taskId).not.toBe(taskId);
    await plans.feedback(ann, { taskId, completed: true }, now());
    expect(await world.learning(ann)).toMatchObject({
      rotation: { [taskId]: monday },
      tasks: { [taskId]: { completed: 1 } },
    });
    world.time.now += day;
    const tomorrow = of(await plans.get(ann, now()), 'movement');
    expect(tomorrow.variationGroup).not.toBe(taskOf(taskId).variationGroup);
  });

  it('is refused for a task nobody knows, a day to come, and one long past', async () => {
    const { plans, ann, plan, now } = await planned();
    const { taskId } = of(plan, 'work');
    const wrong = [
      [{ taskId: 'no-such-task', completed: true }, 'taskId'],
      [{ taskId, completed: true, date: '2026-03-03' }, 'date'],
      [{ taskId, completed: true, date: '2026-01-30' }, 'date'],
    ] as const;
    for (const [draft, path] of wrong)
      await expect(plans.feedback(ann, draft, now())).rejects.toMatchObject({
        code: 'bad_request',
        fields: [expect.objectContaining({ path })],
      });
    expect(await world.learning(ann)).toMatchObject({ completions: 0, tasks: {} });
  });

  it('of an earlier day is counted there', async () => {
    const { plans, ann, plan, now } = await planned();
    world.time.now += 2 * day;
    const { taskId } = of(plan, 'recovery');
    await plans.feedback(ann, { taskId, completed: true, date: '2026-03-02' }, now());
    expect(await world.learning(ann)).toMatchObject({ days: { '2026-03-02': { done: { recovery: 1 } } } });
    expect(of(await plans.get(ann, { ...now(), date: '2026-03-02' }), 'recovery').status).toBe('done');
  });
});

it('whatever is said in whatever order, the last word on each task is what was learned', async () => {
  const { plans, ann, plan, now } = await planned();
  const word = fc.record({
    taskId: fc.constantFrom(...plan.tasks.map(({ taskId }) => taskId)),
    completed: fc.boolean(),
    satisfactionRating: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    feedbackId: fc.option(fc.uuid(), { nil: undefined }),
  });
  const last = new Map<string, { completed: boolean; satisfactionRating: number | undefined }>();
  await fc.assert(
    fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 8 }), async (words) => {
      for (const said of words) {
        await plans.feedback(ann, said, now());
        last.set(said.taskId, said);
      }
      const learning = (await world.learning(ann))!;
      const done = [...last.values()].filter(({ completed }) => completed).length;
      expect(learning.completions).toBe(done);
      for (const [taskId, { completed, satisfactionRating: rating }] of last)
        expect(learning.tasks[taskId]).toEqual({
          completed: completed ? 1 : 0,
          skipped: completed ? 0 : 1,
          rated: rating === undefined ? 0 : 1,
          ratingSum: rating ?? 0,
        });
      const total = Object.values(learning.days['2026-03-02']!.done).reduce((sum, count) => sum + count, 0);
      expect(total).toBe(done);
    }),
    { numRuns: 10 },
  );
});

describe('what was learned', () => {
  it('tells phase, progress, what is done of each category, and what is liked', async () => {
    const { plans, ann, plan, now } = await planned();
    const { taskId, title } = of(plan, 'movement');
    await plans.feedback(ann, { taskId, completed: true, satisfactionRating: 5 }, now());
    await plans.feedback(ann, { taskId: of(plan, 'work').taskId, completed: false }, now());
    const learned = await plans.learned(ann);
    expect(learned).toMatchObject({
      userId: ann,
      phase: 'discovery',
      startedOn: '2026-03-02',
      completions: 1,
      progress: { days: 0, tasks: 1, next: 'establishment', share: 1 / 15 },
      strengths: [{ taskId, title, completed: 1, rating: 5 }],
    });
    const category = (name: string) => learned.categories.find((one) => one.category === name);
    expect(category('movement')).toMatchObject({
      completed: 1,
      completionRate: 1,
      rating: 5,
      tried: 1,
      favourites: [{ taskId }],
    });
    expect(category('work')).toMatchObject({ skipped: 1, completionRate: 0, favourites: [] });
    expect(category('nutrition')).toMatchObject({ completionRate: null, rating: null, tried: 0 });
  });

  it('is of nobody where nobody is', async () => {
    await expect(world.instance().plans.learned('nobody')).rejects.toMatchObject({ code: 'not_found' });
  });
});

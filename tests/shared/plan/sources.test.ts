import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Model, ModelRequest } from '../../../shared/model/index.ts';
import type { PlanSettings } from '../../../shared/plan/index.ts';
import { AppError } from '../../../shared/platform/errors.ts';
import { configureLog } from '../../../shared/platform/log.ts';
import { categories } from '../../../shared/tasks/index.ts';
import { hintRules } from '../../../shared/plan/hint-rules.ts';
import { starterPlan } from '../../../shared/plan/starter-plan.ts';
import { day, monday, type PlanWorld, startPlanWorld, taskOf } from './plan-world.ts';

// Days are planned one after another on a real store, which a busy machine makes slow.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });
let world: PlanWorld;
const lines: string[] = [];
beforeAll(async () => {
  world = await startPlanWorld();
});
afterAll(configureLog({ sink: (line) => void lines.push(line) }));
afterAll(() => world.stop());

const settings: PlanSettings = {
  dynamicPlans: false,
  adaptiveLearning: true,
  rotationHours: 48,
  thresholds: {
    discoveryMinDays: 7,
    discoveryMinTasks: 15,
    establishmentMinDays: 21,
    establishmentMinTasks: 40,
  },
};
const good = JSON.stringify({
  tasks: categories.map((category) => ({
    category,
    title: { ru: `Дело: ${category}`, en: `A task of ${category}` },
    minutes: 10,
    difficulty: 'beginner',
    timeOfDay: 'morning',
    reason: { ru: 'Так лучше.', en: 'It is better so.' },
  })),
});

/** A model that gives these answers one after another; past them it does not answer. */
function fakeModel(...answers: string[]) {
  const asked: ModelRequest[] = [];
  const model: Pick<Model, 'connected' | 'answer'> = {
    connected: true,
    answer(request) {
      const text = answers[asked.length];
      asked.push(request);
      if (text === undefined) return Promise.reject(new AppError('unavailable', 'No answer.'));
      return Promise.resolve({ text, model: 'm', usage: { input: 1, output: 1 } });
    },
  };
  return { model, asked };
}

it('with adaptive learning off the base selection serves', async () => {
  const { plans, now, choices } = world.instance({
    settings: { ...settings, dynamicPlans: true, adaptiveLearning: false },
  });
  const plan = await plans.get(world.newcomer(), now());
  expect(plan.source).toBe('base');
  expect(choices.map(([, row]) => row.policy)).toEqual(Array.from({ length: 6 }, () => 'base'));
});

it('with dynamic plans off the model makes the plan of the day, once', async () => {
  const { model, asked } = fakeModel(`Here you are:\n\`\`\`json\n${good}\n\`\`\``);
  const { plans, now, choices } = world.instance({ settings, model });
  const ann = world.newcomer();
  const plan = await plans.get(ann, now());
  expect(plan).toMatchObject({ source: 'model', date: '2026-03-02' });
  expect(plan.tasks).toHaveLength(6);
  expect(plan.tasks[0]).toMatchObject({
    taskId: 'model-2026-03-02-hydration',
    title: { en: 'A task of hydration' },
    status: 'open',
  });
  expect(await plans.get(ann, now())).toEqual(plan);
  expect(asked).toHaveLength(1);
  expect(choices).toEqual([]);
  expect((await world.learning(ann))?.rotation).toEqual({});
});

it('another mode has the model plan anew what is not done', async () => {
  const easy = good.replaceAll('A task of', 'An easy task of');
  const easier = good.replaceAll('A task of', 'The easiest task of');
  const { plans, now } = world.instance({ settings, model: fakeModel(good, easy, easier).model });
  const ann = world.newcomer();
  const { tasks } = await plans.get(ann, now());
  await plans.feedback(ann, { taskId: tasks[0]!.taskId, completed: true }, now());
  await plans.feedback(ann, { taskId: tasks[1]!.taskId, completed: false }, now());
  const low = await plans.get(ann, { ...now(), mode: 'low' });
  expect(low).toMatchObject({ mode: 'low', source: 'model' });
  expect(low.tasks[0]).toMatchObject({ taskId: tasks[0]!.taskId, status: 'done' });
  for (const { title, status } of low.tasks.slice(1)) {
    expect(title.en).toMatch(/^An easy task/);
    expect(status).toBe('open');
  }
  const high = await plans.get(ann, { ...now(), mode: 'high' });
  const known = [...tasks, ...low.tasks].map(({ taskId }) => taskId);
  expect(high.tasks.filter(({ taskId }) => known.includes(taskId))).toEqual([low.tasks[0]]);
});

it('a task of the model’s making counts as done, and choosing learns nothing of it', async () => {
  const { plans, now } = world.instance({ settings, model: fakeModel(good).model });
  const ann = world.newcomer();
  const { tasks } = await plans.get(ann, now());
  await plans.feedback(ann, { taskId: tasks[0]!.taskId, completed: true, satisfactionRating: 5 }, now());
  expect(await world.learning(ann)).toMatchObject({
    completions: 1,
    tasks: {},
    days: { '2026-03-02': { done: { hydration: 1 } } },
  });
});

it('a wrong answer is asked for once more with what is wrong', async () => {
  const wrong = good.replace('"minutes":10', '"minutes":-3');
  const { model, asked } = fakeModel(wrong, good);
  const { plans, now } = world.instance({ settings, model });
  expect(await plans.get(world.newcomer(), now())).toMatchObject({ source: 'model' });
  expect(asked[1]?.messages.at(-1)?.content).toContain('tasks.0.minutes');
});

it('two wrong answers, or none, end in the starter plan, and so does no model', async () => {
  const twice = fakeModel('{}', JSON.stringify({ tasks: [] }));
  for (const model of [twice.model, fakeModel().model, undefined]) {
    const { plans, now } = world.instance({ settings, model });
    const ann = world.newcomer();
    const plan = await plans.get(ann, now());
    expect(plan).toMatchObject({ source: 'starter' });
    expect(plan.tasks.map(({ category }) => category).toSorted()).toEqual([...categories].toSorted());
    expect(await plans.get(ann, { ...now(), mode: 'low' })).toMatchObject({ mode: 'low', source: 'starter' });
    expect(await plans.swap(ann, { ...now(), taskId: plan.tasks[0]!.taskId })).toMatchObject({
      tasks: plan.tasks,
    });
  }
  expect(twice.asked.length).toBeGreaterThan(1);
});

it('without a library the model plans, and the next day goes by the library again', async () => {
  const { plans, now } = world.instance({ version: 'v9', model: fakeModel(good).model });
  const ann = world.newcomer();
  expect(await plans.get(ann, now())).toMatchObject({ source: 'model' });
  expect(lines.some((line) => line.includes('plan.library_failed'))).toBe(true);
  world.time.now += day;
  const there = world.instance();
  expect(await there.plans.get(ann, there.now())).toMatchObject({ source: 'adaptive' });
  world.time.now = monday;
});

it('the starter plan is of the library, and has no work at the weekend', () => {
  for (const { timeOfDay, reason, ...task } of starterPlan('2026-03-02')) {
    const { title, minutes, difficulty, variationGroup, category, timesOfDay } = taskOf(task.taskId);
    expect(task).toEqual({ taskId: task.taskId, title, minutes, difficulty, variationGroup, category });
    expect(timesOfDay).toContain(timeOfDay);
    expect(reason.ru).toMatch(/[а-я]/);
    const warned = hintRules.filter(
      ({ weight, traits }) =>
        weight < 1 && traits.some((trait) => taskOf(task.taskId).traits.includes(trait)),
    );
    expect(warned, 'what nobody is told to leave alone').toEqual([]);
  }
  expect(starterPlan('2026-03-07').map(({ category }) => category)).not.toContain('work');
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDay } from '../../functions/loaders/day.ts';
import { bigquery } from '../../shared/platform/clients.ts';
import { nextDay } from '../../shared/plan/index.ts';
import { type RunningButler, startButler } from './start-butler.ts';

type Task = { taskId: string; category: string; title: string; reason: string; status: string };
type Plan = { date: string; source: string; phase: string; mode: string; tasks: Task[]; restDay: boolean };
type Learned = {
  phase: string;
  completions: number;
  progress: { share: number };
  strengths: { taskId: string; strength: number }[];
};

let butler: RunningButler;
beforeAll(async () => {
  butler = await startButler();
}, 60_000);
afterAll(() => butler.end());

const read = async <T>(response: Promise<Response>) => {
  const { status, body } = await response.then(async (answer) => ({
    status: answer.status,
    body: await answer.json(),
  }));
  expect(status, JSON.stringify(body)).toBe(200);
  return body as T;
};
const planOf = (userId: string, query = '') => read<Plan>(butler.as(userId)(`/api/v1/plan${query}`));
const say = (userId: string, json: object) =>
  read<{ feedbackId: string; status: string }>(butler.as(userId)('/api/v1/feedback/task', { json }));
const learnedOf = (userId: string) => read<Learned>(butler.as(userId)(`/api/v1/feedback/profile/${userId}`));

describe('a day', () => {
  it('is planned, done, learned of, and followed by another', async () => {
    const plan = await planOf('day-ann');
    expect(plan).toMatchObject({ mode: 'medium', phase: 'discovery', source: 'adaptive', restDay: false });
    expect(await planOf('day-ann')).toEqual(plan);
    const [first, second] = plan.tasks;
    const json = { feedbackId: 'one', taskId: first!.taskId, completed: true, satisfactionRating: 5 };
    expect(await say('day-ann', json)).toMatchObject({ feedbackId: 'one', status: 'recorded' });
    expect(await say('day-ann', json)).toMatchObject({ status: 'repeated' });
    await say('day-ann', { taskId: second!.taskId, completed: false, skippedReason: 'нет сил' });

    const learned = await learnedOf('day-ann');
    expect(learned).toMatchObject({
      phase: 'discovery',
      completions: 1,
      strengths: [{ taskId: first!.taskId }],
    });
    expect(learned.progress.share).toBeCloseTo(1 / 15);
    const statuses = (await planOf('day-ann')).tasks.map(({ status }) => status);
    expect(statuses.slice(0, 2)).toEqual(['done', 'skipped']);

    const tomorrow = await planOf('day-ann', `?date=${nextDay(plan.date)}`);
    const today = new Set(plan.tasks.map(({ taskId }) => taskId));
    for (const { taskId } of tomorrow.tasks) expect(today).not.toContain(taskId);
  });

  it('heeds what the person has told the butler', async () => {
    await butler.say('day-knee', 'У меня болит колено после лыж');
    const reasons: string[] = [];
    let { date } = await planOf('day-knee', '?mode=high');
    for (let number = 0; number < 4; number++) {
      const plan = await planOf('day-knee', `?mode=high&date=${date}`);
      const movement = plan.tasks.find(({ category }) => category === 'movement');
      expect(['movement-hiit', 'movement-stair-climb', 'movement-bodyweight-circuit']).not.toContain(
        movement?.taskId,
      );
      reasons.push(movement?.reason ?? '');
      date = nextDay(date);
    }
    expect(reasons.join()).toContain('Помню о вашем колене');
  });

  it('is exported with the person, and gone with them', async () => {
    const plan = await planOf('day-bob');
    await say('day-bob', { taskId: plan.tasks[0]!.taskId, completed: true, notes: 'Хорошо пошло' });
    const exported = await (await butler.as('day-bob')('/api/v1/me/export')).text();
    for (const part of [`plans/${plan.date}`, 'state/learning', 'feedback/', 'Хорошо пошло'])
      expect(exported).toContain(part);
    const erased = await butler.as('day-bob')('/api/v1/me', { method: 'DELETE' });
    expect(erased.status).toBe(202);
    const { documents } = (await erased.json()) as { documents: Record<string, number> };
    expect(documents).toMatchObject({ plans: 1, feedback: 1 });
  });

  it('is told to analysts: each choice with its chance, and of each task the last word', async () => {
    const { tasks } = await planOf('day-log');
    const taskId = tasks[0]!.taskId;
    await say('day-log', { taskId, completed: true, satisfactionRating: 4 });
    await say('day-log', { taskId, completed: false });
    const client = await bigquery();
    const rowsOf = async (query: string) => {
      const [rows] = await client.query({ query, params: { user: 'day-log' } });
      return rows as unknown[];
    };
    const words = `SELECT completed, rating FROM butler.task_feedback_unique WHERE user_id = @user`;
    await expect.poll(() => rowsOf(words), { timeout: 15_000 }).toEqual([{ completed: false, rating: null }]);
    const choices = `SELECT COUNT(*) AS number FROM butler.task_choices_unique WHERE user_id = @user AND probability > 0`;
    await expect.poll(() => rowsOf(choices), { timeout: 15_000 }).toEqual([{ number: tasks.length }]);
  });

  it('counts its plans by what they are made of', async () => {
    await planOf('day-cat');
    const metric = await butler.metric('dynamic_plan_requests_total', { source: 'adaptive', status: 'made' });
    expect(metric).toBeGreaterThan(0);
  });
});

describe('what is switched off or set otherwise', () => {
  /** Calls the function as a deployment with these settings would answer, on the same stores. */
  function under(settings: Record<string, string>) {
    Object.assign(process.env, settings);
    const app = loadDay();
    for (const name of Object.keys(settings)) Reflect.deleteProperty(process.env, name);
    return async (userId: string, path: string, init: RequestInit & { json?: object } = {}) => {
      const { json, ...rest } = init;
      const headers = { authorization: `Bearer ${await butler.tokenOf(userId)}` };
      return app.request(`/api/v1/${path}`, {
        ...(json && { method: 'POST', body: JSON.stringify(json) }),
        ...rest,
        headers: { ...headers, ...(json && { 'content-type': 'application/json' }) },
      });
    };
  }

  it('without dynamic plans, or a library of the version, a starter plan serves where no model is', async () => {
    const off = under({ ENABLE_DYNAMIC_PLANS: 'false' });
    expect(await read<Plan>(off('day-off-1', 'plan'))).toMatchObject({ source: 'starter' });
    const other = under({ TASK_LIBRARY_VERSION: 'v2' });
    expect(await read<Plan>(other('day-off-2', 'plan'))).toMatchObject({ source: 'starter' });
  });

  it('without adaptive learning the best by archetype and energy serves, for everybody the same', async () => {
    const off = under({ ADAPTIVE_LEARNING_ENABLED: 'false' });
    const date = nextDay(nextDay((await planOf('day-ann')).date));
    const [one, other] = await Promise.all(
      ['day-off-3', 'day-off-4'].map((userId) => read<Plan>(off(userId, `plan?date=${date}`))),
    );
    expect(one).toMatchObject({ source: 'base' });
    expect(one?.tasks.map(({ category }) => category)).toEqual(other?.tasks.map(({ category }) => category));
    const water = (plan: Plan | undefined) => plan?.tasks.find(({ category }) => category === 'hydration');
    expect(water(one)?.taskId).toBe('hydration-glass-on-waking');
    expect(water(other)?.taskId).toBe('hydration-glass-on-waking');
  });

  it('a group rests for as many hours as are set', async () => {
    const restless = under({ ADAPTIVE_LEARNING_ENABLED: 'false', ROTATION_THRESHOLD_HOURS: '0' });
    const restful = under({ ADAPTIVE_LEARNING_ENABLED: 'false', ROTATION_THRESHOLD_HOURS: '150' });
    const groups = async (call: typeof restful, userId: string) => {
      const seen: string[] = [];
      let { date } = await read<Plan>(call(userId, 'plan'));
      for (let number = 0; number < 4; number++) {
        const { tasks } = await read<Plan>(call(userId, `plan?date=${date}`));
        seen.push(tasks.find(({ category }) => category === 'movement')?.taskId ?? '');
        date = nextDay(date);
      }
      return new Set(seen).size;
    };
    expect(await groups(restful, 'day-off-5')).toBe(4);
    expect(await groups(restless, 'day-off-6')).toBeLessThan(4);
  });

  it('without feedback its routes are not there, and plans are', async () => {
    const off = under({ FEEDBACK_COLLECTION_ENABLED: 'false' });
    expect(await read<Plan>(off('day-ann', 'plan'))).toMatchObject({ source: 'adaptive' });
    const routes: [string, object?][] = [
      ['task', { json: { taskName: 'Walk', category: 'movement', completed: true } }],
      ['profile/day-ann'],
      ['clear-context', { method: 'POST' }],
      ['health'],
    ];
    for (const [path, init] of routes) {
      const response = await off('day-ann', `feedback/${path}`, init);
      expect(response.status, path).toBe(404);
      expect(await response.json()).toMatchObject({ error: { code: 'feature_disabled' } });
    }
  });

  it('phases begin after as many tasks or days as are set', async () => {
    const tasks = under({ DISCOVERY_MIN_TASKS: '1', ESTABLISHMENT_MIN_TASKS: '2' });
    const phaseAfter = async (name: string) => {
      const json = { taskName: name, category: 'movement', completed: true };
      await read(tasks('day-off-7', 'feedback/task', { json }));
      return (await read<Learned>(tasks('day-off-7', 'feedback/profile/day-off-7'))).phase;
    };
    expect([await phaseAfter('Walk'), await phaseAfter('Swim')]).toEqual(['establishment', 'mastery']);
    const days = under({ DISCOVERY_MIN_DAYS: '0', ESTABLISHMENT_MIN_DAYS: '0' });
    expect(await read<Plan>(days('day-off-8', 'plan'))).toMatchObject({ phase: 'mastery' });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { day, type DayServices } from '../../../functions/day/day.ts';
import { createApp } from '../../../shared/platform/http.ts';
import { configureLog } from '../../../shared/platform/log.ts';
import { monday, type PlanWorld, startPlanWorld } from '../../shared/plan/plan-world.ts';
import { adminKey, startSignIn } from '../me/sign-in.ts';

let world: PlanWorld;
let signedIn: Awaited<ReturnType<typeof startSignIn>>;
afterAll(configureLog({ sink: () => undefined }));
beforeAll(async () => {
  [world, signedIn] = await Promise.all([startPlanWorld(), startSignIn()]);
});
afterAll(() => Promise.all([world.stop(), signedIn.close()]));
beforeEach(() => {
  world.time.now = monday;
});

function build(overrides: Partial<DayServices> = {}) {
  const { plans, people } = world.instance();
  const services = {
    app: createApp({ name: 'day' }),
    auth: signedIn.auth,
    feedbackEnabled: true,
    plans,
    people,
    probes: { firestore: () => Promise.resolve(), tasks: () => Promise.reject(new Error('no tasks')) },
    clock: () => world.time.now,
    ...overrides,
  };
  return day(services);
}

type Asked = { method?: string; json?: unknown };

/** Calls a route as this person, as a service, or as nobody. */
async function as(who: string | { service: true } | undefined, app = build()) {
  const headers: Record<string, string> =
    who === undefined
      ? {}
      : typeof who === 'string'
        ? { authorization: `Bearer ${await signedIn.signIn(who)}` }
        : { 'x-admin-key': adminKey };
  return async (path: string, { method, json }: Asked = {}) => {
    const response = await app.request(`/api/v1/${path}`, {
      method: method ?? (json === undefined ? 'GET' : 'POST'),
      headers: { ...headers, ...(json !== undefined && { 'content-type': 'application/json' }) },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    });
    const body = (await response.json()) as Record<string, unknown> & {
      tasks: { taskId: string; category: string; status: string; title: string; reason: string }[];
    };
    return { status: response.status, body };
  };
}

const service = { service: true } as const;
const code = (name: string) => ({ body: { error: { code: name } } });
const refused = (path: string) => ({
  status: 400,
  body: { error: { code: 'bad_request', fields: [expect.objectContaining({ path })] } },
});

describe('the plan', () => {
  it('is told in the person’s language, by time of day, each task with its reason', async () => {
    const app = build();
    const ann = world.newcomer();
    const call = await as(ann, app);
    const { status, body } = await call('plan');
    expect(status).toBe(200);
    expect(Object.keys(body).toSorted()).toEqual(
      ['date', 'mode', 'phase', 'restDay', 'source', 'tasks'].toSorted(),
    );
    expect(body).toMatchObject({
      date: '2026-03-02',
      mode: 'medium',
      phase: 'discovery',
      source: 'adaptive',
    });
    expect(body.tasks).toHaveLength(6);
    for (const task of body.tasks) {
      expect(Object.keys(task).toSorted()).toEqual(
        ['category', 'difficulty', 'minutes', 'reason', 'status', 'taskId', 'timeOfDay', 'title'].toSorted(),
      );
      expect(task.reason).toMatch(/[а-я]/);
    }
    const { people } = world.instance();
    await people.editProfile(ann, { language: 'en' });
    const english = await call('plan');
    expect(english.body.tasks.map(({ taskId }) => taskId)).toEqual(body.tasks.map(({ taskId }) => taskId));
    for (const task of english.body.tasks) expect(task.title).toMatch(/^[^а-я]+$/);
  });

  it('refuses a date that is none, one too far ahead, a mode that is none, and what it does not know', async () => {
    const call = await as(world.newcomer());
    expect(await call('plan?date=2026-02-30')).toMatchObject(refused('date'));
    expect(await call('plan?date=2026-03-10')).toMatchObject(refused('date'));
    expect(await call('plan?mode=wild')).toMatchObject(refused('mode'));
    expect(await call('plan?day=1')).toMatchObject(refused('day'));
    expect(await call('plan?date=2026-03-01')).toMatchObject({ status: 404, ...code('not_found') });
  });

  it('changes with the mode, but for what is done', async () => {
    const call = await as(world.newcomer());
    const { body } = await call('plan?mode=high');
    const { taskId } = body.tasks[0]!;
    const said = await call('feedback/task', { json: { taskId, completed: true } });
    expect(said).toMatchObject({ status: 200, body: { status: 'recorded' } });
    const low = await call('plan?mode=low');
    expect(low.body).toMatchObject({ mode: 'low' });
    expect(low.body.tasks.find((task) => task.taskId === taskId)?.status).toBe('done');
  });
});

describe('feedback', () => {
  it('names what is wrong with it', async () => {
    const call = await as(world.newcomer());
    await call('plan');
    const wrong: [object, string][] = [
      [{ completed: true }, 'taskId'],
      [{ taskName: 'Walk', completed: true }, 'category'],
      [{ category: 'movement', completed: true }, 'taskName'],
      [{ taskName: 'Walk', category: 'sport', completed: true }, 'category'],
      [{ taskId: 'work-pomodoro' }, 'completed'],
      [{ taskId: 'work-pomodoro', completed: true, satisfactionRating: 6 }, 'satisfactionRating'],
      [{ taskId: 'work-pomodoro', completed: true, actualMinutes: 0 }, 'actualMinutes'],
      [{ taskId: 'work-pomodoro', completed: true, mood: 1 }, 'mood'],
      [{ taskId: 'work-pomodoro', completed: true, feedbackId: '__a__' }, 'feedbackId'],
      [{ taskId: 'work-none', completed: true }, 'taskId'],
    ];
    for (const [json, path] of wrong)
      expect(await call('feedback/task', { json }), path).toMatchObject(refused(path));
  });

  it('drops what is held of a person, with a body or without', async () => {
    const ann = world.newcomer();
    const call = await as(ann);
    await call('plan');
    expect(await call('feedback/clear-context', { method: 'POST' })).toMatchObject({
      status: 200,
      body: { status: 'cleared', userId: ann },
    });
    expect(await call('feedback/clear-context', { json: { userId: ann } })).toMatchObject({ status: 200 });
  });

  it('tells whoever is signed in what it depends on', async () => {
    expect(await (await as(undefined))('feedback/health')).toEqual({ status: 200, body: { status: 'ok' } });
    expect(await (await as(service))('feedback/health')).toMatchObject({
      status: 200,
      body: {
        status: 'degraded',
        dependencies: { firestore: { ok: true }, tasks: { ok: false } },
      },
    });
  });

  it('switched off is not there, and the plan still is', async () => {
    const app = build({ feedbackEnabled: false });
    const ann = world.newcomer();
    const call = await as(ann, app);
    const off = { status: 404, ...code('feature_disabled') };
    expect(await call('feedback/task', { json: { taskId: 'work-pomodoro', completed: true } })).toMatchObject(
      off,
    );
    expect(await call(`feedback/profile/${ann}`)).toMatchObject(off);
    expect(await call('feedback/clear-context', { method: 'POST' })).toMatchObject(off);
    expect(await call('feedback/health')).toMatchObject(off);
    expect(await call('plan')).toMatchObject({ status: 200 });
  });
});

describe('what was learned', () => {
  it('is told to the person, and to a service', async () => {
    const app = build();
    const ann = world.newcomer();
    const call = await as(ann, app);
    expect(await call(`feedback/profile/${ann}`)).toMatchObject({
      status: 200,
      body: { userId: ann, phase: 'discovery', completions: 0, progress: { next: 'establishment' } },
    });
    const { taskId } = (await call('plan')).body.tasks[0]!;
    await call('feedback/task', { json: { taskId, completed: true, satisfactionRating: 5 } });
    const own = await call(`feedback/profile/${ann}`);
    expect(own.body).toMatchObject({ completions: 1, strengths: [{ taskId, completed: 1, rating: 5 }] });
    expect(await (await as(service, app))(`feedback/profile/${ann}`)).toEqual(own);
    expect(await (await as(service, app))('feedback/profile/nobody')).toMatchObject({ status: 404 });
  });

  it('has its phase set by a service alone', async () => {
    const app = build();
    const ann = world.newcomer();
    const json = { userId: ann, phase: 'mastery' };
    const put = { method: 'PUT', json };
    expect(await (await as(ann, app))('learning/phase', put)).toMatchObject({ status: 403 });
    expect(await (await as(undefined, app))('learning/phase', put)).toMatchObject({ status: 401 });
    const call = await as(service, app);
    expect(await call('learning/phase', put)).toMatchObject({ status: 404 });
    await (
      await as(ann, app)
    )('plan');
    expect(await call('learning/phase', put)).toEqual({
      status: 200,
      body: { userId: ann, phase: 'mastery', next: null, share: 1 },
    });
    expect(
      await call('learning/phase', { method: 'PUT', json: { ...json, phase: 'grandmaster' } }),
    ).toMatchObject(refused('phase'));
  });
});

describe('another person’s day', () => {
  const routes = (userId: string): [string, Asked][] => [
    [`plan?userId=${userId}`, {}],
    ['feedback/task', { json: { userId, taskId: 'work-pomodoro', completed: true } }],
    [`feedback/profile/${userId}`, {}],
    ['feedback/clear-context', { json: { userId } }],
  ];

  it('can be neither read nor written, and nobody at all reads or writes without signing in', async () => {
    const app = build();
    const [ann, eve] = [world.newcomer(), world.newcomer()];
    const plan = await (await as(ann, app))('plan');
    const before = await world.learning(ann);
    for (const [path, asked] of routes(ann)) {
      expect(await (await as(eve, app))(path, asked), path).toMatchObject({
        status: 403,
        ...code('forbidden'),
      });
      expect(await (await as(undefined, app))(path, asked), path).toMatchObject({
        status: 401,
        ...code('unauthenticated'),
      });
    }
    expect(await world.learning(ann)).toEqual(before);
    expect(await (await as(ann, app))('plan')).toEqual(plan);
  });

  it('of a Telegram account is closed to who names themselves like one', async () => {
    const call = await as('telegram:7');
    for (const [path, asked] of routes('telegram:7'))
      expect(await call(path, asked), path).toMatchObject({ status: 403 });
  });

  it('with the same feedback id stays another’s', async () => {
    const app = build();
    const [ann, eve] = [world.newcomer(), world.newcomer()];
    const json = { feedbackId: 'same', taskName: 'Walk', category: 'movement', completed: true };
    for (const one of [ann, eve])
      expect(await (await as(one, app))('feedback/task', { json })).toMatchObject({
        body: { status: 'recorded' },
      });
    expect(await world.learning(eve)).toMatchObject({ completions: 1 });
  });
});

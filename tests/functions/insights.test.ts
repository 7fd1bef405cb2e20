import { afterAll, beforeAll, expect, it } from 'vitest';
import { insights } from '../../functions/insights/insights.ts';
import { createWeeks } from '../../shared/insights/index.ts';
import { createPeople } from '../../shared/person/index.ts';
import type { Ask } from '../../shared/persona/index.ts';
import { createApp } from '../../shared/platform/http.ts';
import { configureLog } from '../../shared/platform/log.ts';
import { type Server, startServer } from '../infra/local/firestore/start-server.ts';
import { adminKey, startSignIn } from './me/sign-in.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
let server: Server;
let signedIn: Awaited<ReturnType<typeof startSignIn>>;
let unlog: () => void;

beforeAll(async () => {
  unlog = configureLog({ sink: () => undefined });
  [server, signedIn] = await Promise.all([startServer(), startSignIn()]);
});
afterAll(async () => {
  await Promise.all([server.stop(), signedIn.close()]);
  unlog();
});

const clock = () => now;
const firestore = () => Promise.resolve(server.firestore);

type Given = { enabled?: boolean; ask?: Ask };

function app({ enabled = true, ask }: Given = {}) {
  const people = createPeople({ firestore, clock });
  const weeks = createWeeks({
    firestore,
    people,
    clock,
    ...(ask && { ask: () => Promise.resolve(ask) }),
  });
  return insights({
    app: createApp({ name: 'insights' }),
    auth: signedIn.auth,
    enabled,
    people,
    weeks,
    clock,
  });
}

async function get(userId: string, query = '', given: Given = {}) {
  const headers = { authorization: `Bearer ${await signedIn.signIn(userId)}` };
  const response = await app(given).request(`/api/v1/insights/weekly${query}`, { headers });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Someone with two days of plans in the week that it is. */
async function ann(userId: string, language: 'ru' | 'en' = 'en'): Promise<void> {
  const people = createPeople({ firestore, clock });
  await people.meet(userId, { receivedAt: now });
  await people.editProfile(userId, { language, timezone: 'Europe/Moscow' });
  const person = server.firestore.doc(`users/${userId}`);
  const day = { planned: { hydration: 1, movement: 1 }, done: { hydration: 1 }, skipped: {}, rest: false };
  await person
    .collection('state')
    .doc('learning')
    .set({ days: { '2026-11-16': day, '2026-11-20': day, '2026-11-10': day } });
  const task = {
    taskId: 'hydration-lemon-water',
    category: 'hydration',
    title: { ru: 'Вода с лимоном', en: 'Lemon water' },
    minutes: 5,
    difficulty: 'beginner',
    variationGroup: 'hydration-infused',
    timeOfDay: 'morning',
    reason: { ru: 'Так', en: 'So' },
    status: 'done',
    chosenBefore: null,
  };
  for (const date of ['2026-11-16', '2026-11-20'])
    await person
      .collection('plans')
      .doc(date)
      .set({
        date,
        mode: 'medium',
        phase: 'discovery',
        source: 'adaptive',
        tasks: [task],
        restDay: false,
        celebration: null,
        createdAt: now,
        updatedAt: now,
      });
}

it('a person sees their present week in numbers and in words of their language', async () => {
  await ann('ann');
  expect(await get('ann')).toMatchObject({
    status: 200,
    body: {
      week: '2026-W47',
      from: '2026-11-16',
      to: '2026-11-22',
      isOver: false,
      completionStats: { totalTasks: 4, completedTasks: 2, completionRate: 0.5, activeDays: 2 },
      categoryPerformance: [
        { category: 'hydration', totalTasks: 2, completedTasks: 2, completionRate: 1 },
        { category: 'movement', totalTasks: 2, completedTasks: 0, completionRate: 0 },
      ],
      favoriteTasks: [
        {
          taskId: 'hydration-lemon-water',
          category: 'hydration',
          title: 'Lemon water',
          completed: 2,
          rating: null,
        },
      ],
      streakInfo: { current: 0, longest: 1, restDays: 0 },
      habitStrength: [{ category: 'hydration' }, { category: 'movement', strength: 0 }],
      insights: expect.arrayContaining(['What went best was hydration: 2 of 2.']),
      recommendations: expect.arrayContaining(['Keep “Lemon water”: it works for you.']),
      wordsFrom: 'templates',
    },
  });
  await ann('anna', 'ru');
  expect((await get('anna')).body).toMatchObject({
    favoriteTasks: [{ title: 'Вода с лимоном' }],
    recommendations: expect.arrayContaining(['Оставьте в плане «Вода с лимоном»: это у вас получается.']),
  });
});

it('an earlier week is over, and one with nothing done is answered kindly', async () => {
  await ann('ben');
  expect((await get('ben', '?week=2026-W46')).body).toMatchObject({
    week: '2026-W46',
    isOver: true,
    completionStats: { totalTasks: 2, completedTasks: 1 },
  });
  expect((await get('ben', '?week=2026-W40')).body).toMatchObject({
    completionStats: { totalTasks: 0, completedTasks: 0, completionRate: 0, activeDays: 0 },
    insights: [expect.stringContaining('any day is a good one to begin')],
    recommendations: [expect.any(String)],
  });
});

it('the week is the one it is where the person is', async () => {
  await ann('kiri');
  const people = createPeople({ firestore, clock });
  await people.editProfile('kiri', { timezone: 'Pacific/Kiritimati' });
  expect((await get('kiri')).body).toMatchObject({ week: '2026-W48' });
});

it.each([
  ['2026-W54', 'Must be an ISO week, e.g. 2026-W47'],
  ['2025-W53', 'Must be an ISO week, e.g. 2026-W47'],
  ['yesterday', 'Must be an ISO week, e.g. 2026-W47'],
  ['', 'Must be an ISO week, e.g. 2026-W47'],
  ['2026-W48', 'Must not be a week that has not begun'],
  ['2026-W47-and-more', 'Must be an ISO week, e.g. 2026-W47'],
])('week=%s is a bad request that names the field', async (week, rule) => {
  await ann('carl');
  expect(await get('carl', `?week=${week}`)).toMatchObject({
    status: 400,
    body: { error: { code: 'bad_request', fields: [{ path: 'week', rule }] } },
  });
});

it('nobody sees another’s week, and no service is let in', async () => {
  await ann('dora');
  expect((await get('eve')).body).toMatchObject({ completionStats: { totalTasks: 0 } });
  expect(await get('eve', '?userId=dora')).toMatchObject({ status: 403 });
  expect(await get('eve', '?userId=eve')).toMatchObject({ status: 200 });
  expect(await get('eve', '?person=dora')).toMatchObject({ status: 400 });
  expect((await get('telegram:5')).status).toBe(403);
  const service = await app().request('/api/v1/insights/weekly', { headers: { 'x-admin-key': adminKey } });
  expect(service.status).toBe(403);
  expect((await app().request('/api/v1/insights/weekly')).status).toBe(401);
});

it('asking makes nobody', async () => {
  expect((await get('stranger')).status).toBe(200);
  expect((await server.firestore.doc('users/stranger').get()).exists).toBe(false);
});

it('where summaries are switched off there is no such route, and it says why', async () => {
  expect(await get('ann', '', { enabled: false })).toMatchObject({
    status: 404,
    body: { error: { code: 'feature_disabled' } },
  });
});

it('the model finds the words, is asked once for the same week, and its failure is not noticed', async () => {
  await ann('fred');
  let asked = 0;
  const said = { insights: ['You kept at it.'], recommendations: ['Walk a little.'] };
  const ask: Ask = () => {
    asked += 1;
    return Promise.resolve(JSON.stringify(said));
  };
  const headers = { authorization: `Bearer ${await signedIn.signIn('fred')}` };
  const one = app({ ask });
  const answers = [
    await one.request('/api/v1/insights/weekly', { headers }),
    await one.request('/api/v1/insights/weekly', { headers }),
  ];
  for (const answer of answers) expect(await answer.json()).toMatchObject({ ...said, wordsFrom: 'model' });
  expect(asked).toBe(1);
  const down: Ask = () => Promise.reject(new Error('down'));
  expect(await get('fred', '', { ask: down })).toMatchObject({
    status: 200,
    body: { wordsFrom: 'templates' },
  });
});

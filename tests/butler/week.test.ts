import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { webhookChanges } from '../../infra/provision/telegram.ts';
import { weeklyTopic } from '../../shared/insights/index.ts';
import { firestore, pubsub } from '../../shared/platform/clients.ts';
import { datesOfWeek, shiftWeek, weekAt } from '../../shared/profile/index.ts';
import { createTelegram } from '../../shared/telegram/index.ts';
import { type BotApi, startBotApi } from '../fakes/bot-api.ts';
import { type ModelServer, startModelServer } from '../fakes/model-server.ts';
import { type RunningButler, startButler } from './start-butler.ts';

const secret = 'the-secret-of-the-week-tests';
const patience = 15_000;
/** Where it is about noon, for nobody is written to at night. */
const east = 12 - new Date().getUTCHours();
const noonZone = east === 0 ? 'UTC' : `Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}`;
let api: BotApi;
let model: ModelServer;
let butler: RunningButler;

beforeAll(async () => {
  api = await startBotApi();
  model = await startModelServer();
  butler = await startButler({
    MODEL_BASE_URL: model.url,
    MODEL_NAME: 'alfred-1',
    TELEGRAM_BOT_TOKEN: api.token,
    TELEGRAM_API_URL: api.url,
    TELEGRAM_WEBHOOK_URL: 'https://butler.example/telegram/webhook',
    TELEGRAM_SECRET: secret,
  });
  const telegram = createTelegram({ token: api.token, apiUrl: api.url });
  const url = `${butler.url}/telegram/webhook`;
  for (const change of await webhookChanges(telegram, { url, secret })) await change.apply();
});
afterAll(async () => {
  await butler.end();
  await model.close();
  await api.close();
});

type Plan = { tasks: { taskId: string; title: string; category: string; status: string }[] };
const week = async (userId: string) =>
  (await (await butler.as(userId)('/api/v1/insights/weekly')).json()) as Record<string, unknown>;
const slotOf = async (userId: string) =>
  (await (await firestore()).doc(`users/${userId}`).get()).get('weekly') as { week: string; at: number };

it('what is planned and done is in the week’s numbers at once, whoever finds its words', async () => {
  const ann = butler.as('ann');
  const patched = await ann('/api/v1/me/profile', {
    method: 'PATCH',
    json: { language: 'en', timezone: noonZone },
  });
  expect(patched.status).toBe(200);
  const plan = (await (await ann('/api/v1/plan')).json()) as Plan;
  const [first, second] = plan.tasks;
  await ann('/api/v1/feedback/task', {
    json: { taskId: first?.taskId, completed: true, satisfactionRating: 5 },
  });
  await ann('/api/v1/feedback/task', { json: { taskId: second?.taskId, completed: false } });
  const numbers = {
    completionStats: { totalTasks: plan.tasks.length, completedTasks: 1, activeDays: 1 },
    favoriteTasks: [{ taskId: first?.taskId, title: first?.title, completed: 1, rating: 5 }],
    streakInfo: { current: 1, longest: 1, restDays: 0 },
  };
  model.script('chat', { status: 500 }, { status: 500 }, { status: 500 });
  expect(await week('ann')).toMatchObject({ ...numbers, wordsFrom: 'templates' });
  model.reset();
  const words = { insights: ['A beginning is made.'], recommendations: ['Do the same tomorrow.'] };
  model.script('chat', { text: JSON.stringify(words) });
  expect(await week('ann')).toMatchObject({ ...numbers, ...words, wordsFrom: 'model' });
});

it('a week that is due comes to the linked chat once, however often it is asked for', async () => {
  const answer = await butler.as('ann')('/api/v1/me/links', { json: {} });
  const { code } = (await answer.json()) as { code: string };
  await api.deliver(api.text({ id: 71 }, `/link ${code}`));
  await vi.waitFor(() => expect(api.textsTo(71)).toHaveLength(1), patience);

  const started = await slotOf('ann');
  expect(started.week).toBe(weekAt(Date.now(), noonZone));
  expect(started.at).toBeGreaterThan(Date.now());
  // As if they had begun a while ago.
  const begun = shiftWeek(started.week, -3);
  const day = { planned: { hydration: 1 }, done: { hydration: 1 }, skipped: {}, rest: false };
  const dates = [-1, -2].flatMap((weeks) => datesOfWeek(shiftWeek(started.week, weeks)));
  const store = await firestore();
  await store.doc('users/ann/state/learning').update({
    days: Object.fromEntries(dates.map((date) => [date, day])),
  });
  await store.doc('users/ann').update({ weekly: { week: begun, at: Date.now() - 1 } });

  const words = { insights: ['Day after day, every time.'], recommendations: ['Carry on.'] };
  model.script('chat', { text: JSON.stringify(words) });
  const topic = (await pubsub()).topic(weeklyTopic);
  const messages = [{ source: 'schedule' }, { userId: 'ann' }, { userId: 'ann' }, { source: 'schedule' }];
  await Promise.all(messages.map((json) => topic.publishMessage({ json })));
  await vi.waitFor(async () => expect((await slotOf('ann')).at).toBeGreaterThan(Date.now()), patience);
  await topic.publishMessage({ json: { userId: 'ann' } });
  await vi.waitFor(
    async () =>
      expect(await butler.metric('weekly_summaries_total', { outcome: 'not_due' })).toBeGreaterThan(0),
    patience,
  );
  const sent = api.textsTo(71).slice(1);
  expect(sent).toEqual([
    expect.stringMatching(/^The week of .*\n\n7 of 7 done \(100%\), 7 days with something done\./),
  ]);
  expect(sent[0]).toContain('• Day after day, every time.');
});

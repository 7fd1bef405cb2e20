import { Cron } from 'croner';
import { expect, test } from 'vitest';
import * as functions from '../../functions/index.ts';
import { deployment, publicPaths, type Row, rows } from '../../infra/deployment.ts';
import { configSchema } from '../../shared/platform/config.ts';

test('every function of the table of contents has a row, and every row a function', () => {
  expect(Object.keys(deployment).sort()).toEqual(Object.keys(functions).sort());
});

test.each(rows)('%s has the trigger that the table of contents gives it', (name, row) => {
  expect(row.trigger.kind).toBe(functions[name as keyof typeof functions].trigger);
});

test('a public path belongs to one function', () => {
  const paths = publicPaths.map(([path]) => path);
  expect(paths.length).toBeGreaterThan(0);
  expect(new Set(paths).size).toBe(paths.length);
});

test('a topic belongs to one function', () => {
  const topics = rows.flatMap(([, { trigger }]) => (trigger.kind === 'topic' ? [trigger.topic] : []));
  expect(topics.length).toBeGreaterThan(0);
  expect(new Set(topics).size).toBe(topics.length);
});

test.each(rows)('the public paths of %s are those its app answers', async (name, { trigger }) => {
  const app = await load(name);
  const answered = app.routes.filter(({ method }) => method !== 'ALL').map(({ path }) => path);
  const expected = trigger.kind === 'http' ? trigger.paths.filter((path) => !path.endsWith('/**')) : ['/'];
  expect(answered).toEqual(expect.arrayContaining([...expected]));
});

test.each(rows)('%s takes its secrets from the configuration’s secrets', (_, { secrets }) => {
  for (const secret of secrets) expect(configSchema.shape[secret].meta()).toMatchObject({ secret: true });
});

test.each(rows)('%s has a name and an account that Google Cloud accepts', (name, { serviceAccount }) => {
  expect(name).toMatch(/^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/);
  expect(serviceAccount).toMatch(/^[a-z](?:[a-z0-9-]{4,28}[a-z0-9])$/);
});

test.each(rows)('what %s asks of an instance is what Cloud Run can give', (_, row) => {
  expect(row.maxInstances).toBeGreaterThanOrEqual(Math.max(1, row.minInstances));
  // Cloud Run wants a whole CPU for more than one request at a time, and for a CPU that stays.
  if (row.concurrency > 1 || row.cpuPolicy.alwaysOn) expect(row.cpu).toBeGreaterThanOrEqual(1);
  expect(row.cpuPolicy.why).not.toBe('');
  // A push is given up after the ack deadline of 600 seconds; a longer run would be pushed again while it works.
  if (row.trigger.kind === 'topic') expect(row.timeoutSeconds).toBeLessThanOrEqual(600);
});

const scheduled = rows.flatMap(([name, { schedule }]) => (schedule ? [[name, schedule] as const] : []));

test.each<readonly [string, NonNullable<Row['schedule']>]>(scheduled)(
  'the schedule of %s has a next run and a payload',
  (_, { cron, timeZone, payload }) => {
    expect(new Cron(cron, { timezone: timeZone, paused: true }).nextRun()).toBeInstanceOf(Date);
    expect(Object.keys(payload).length).toBeGreaterThan(0);
  },
);

async function load(name: string) {
  process.env['GOOGLE_CLOUD_PROJECT'] ??= 'demo-butler';
  process.env['FIRESTORE_EMULATOR_HOST'] ??= '127.0.0.1:9';
  return functions[name as keyof typeof functions].load();
}

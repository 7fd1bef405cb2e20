import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseCommand } from '../../../infra/admin/parse-command.ts';
import { reconcileEvents } from '../../../infra/admin/reconcile-events.ts';
import { insertIdOf } from '../../../shared/events/action-row.ts';
import { rawActionsTable } from '../../../shared/events/index.ts';
import { startTracking } from '../../shared/events/start-tracking.ts';
import { startLog } from '../../shared/action-log/start-log.ts';
import { type Server, startServer } from '../local/firestore/start-server.ts';

let server: Server;
let log: Awaited<ReturnType<typeof startLog>>;
const now = Date.UTC(2026, 10, 21, 23, 58);
const day = '2026-11-21';

beforeAll(async () => {
  [server, log] = await Promise.all([startServer(), startLog()]);
});
afterAll(() => Promise.all([server.stop(), log.close()]));

const reconcile = (of = day) =>
  reconcileEvents(
    { firestore: server.firestore, bigquery: () => Promise.resolve(log.client), dataset: 'butler' },
    { verb: 'events', action: 'reconcile', day: of },
  );

it('the events of a day are the same in both, and a row that is missing is told', async () => {
  const instance = startTracking(server.firestore, { clock: () => now });
  const click = { eventType: 'click_product', productId: 'p1' };
  // The second is of the next day by the app's clock, which is ahead.
  await instance.all('ann', [click, { ...click, eventId: 'e1', at: now + 4 * 60_000 }]);
  await instance.all('bob', [
    click,
    { ...click, eventId: 'e1', at: now },
    { ...click, eventId: 'e1', at: now },
  ]);
  const rows = [...instance.rows].map(([insertId, json]) => ({ insertId, json }));
  const table = log.client.dataset('butler').table(rawActionsTable);
  await table.insert(rows, { raw: true });
  await table.insert(rows, { raw: true });
  expect(await reconcile()).toEqual({
    value: { day, people: 2, stored: 3, streamed: 3, differing: [] },
    text: `${day}: 2 people, 3 events stored, 3 in BigQuery. They agree for everyone.`,
  });
  expect((await reconcile('2026-11-22')).value).toMatchObject({ people: 1, stored: 1, streamed: 1 });

  await instance.all('bob', [{ ...click, eventId: 'e2', at: now }]);
  const told = await reconcile();
  expect(told.value).toMatchObject({ differing: [{ user: 'bob', stored: 3, streamed: 2 }] });
  expect(told.failed).toBe('They differ for 1 of 2 people.');
  expect(instance.rows.has(insertIdOf('bob', 'e2'))).toBe(true);
});

it('the day is named as a day', () => {
  expect(parseCommand(['events', 'reconcile', '--day', day]).command).toEqual({ verb: 'events', action: 'reconcile', day }); // prettier-ignore
  for (const words of [
    'events',
    'events reconcile',
    'events reconcile --day yesterday',
    'events reconcile --day 2026-02-31',
    'events count --day 2026-11-21',
  ])
    // prettier-ignore
    expect(() => parseCommand(words.split(' '))).toThrow(/events takes|--day must/);
});

import type { BigQuery } from '@google-cloud/bigquery';
import type { Firestore } from '@google-cloud/firestore';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createRights } from '../../../shared/rights/index.ts';
import { startWithClient } from '../../infra/local/bigquery/bigquery-client.ts';
import { livePerson } from './live-person.ts';
import { startStores } from './start-stores.ts';

const minute = 60_000;
let now = Date.parse('2026-03-01T12:00:00Z');
let stores: Awaited<ReturnType<typeof startStores>>;
let started: Awaited<ReturnType<typeof startWithClient>>;
let firestore: Firestore;
beforeAll(async () => {
  stores = await startStores();
  firestore = stores.open();
  started = await startWithClient({ now: () => now, freshRowsMs: 30 * minute });
});
afterAll(async () => {
  await started.server.close();
  await stores.close();
});
beforeEach(async () => {
  for (const name of ['turns', 'tasks']) {
    await started.dataset.table(name).delete({ ignoreNotFound: true });
    await started.dataset.createTable(name, {
      schema: [
        { name: 'user_id', type: 'STRING', mode: 'REQUIRED' },
        { name: 'at', type: 'TIMESTAMP', mode: 'REQUIRED' },
      ],
    });
  }
});

const tables = [
  { name: 'turns', timeColumn: 'at' },
  { name: 'tasks', timeColumn: 'at' },
  { name: 'never_made', timeColumn: 'at' },
];
const rightsOf = (client: BigQuery = started.client) =>
  createRights({
    firestore: () => Promise.resolve(firestore),
    rows: { bigquery: () => Promise.resolve(client), dataset: 'butler', tables },
    clock: () => now,
  });

const insert = (table: string, ...users: string[]) =>
  started.dataset.table(table).insert(users.map((user_id) => ({ user_id, at: new Date(now).toISOString() })));
const usersIn = async (table: string) => {
  const [rows]: unknown[] = await started.client.query(
    `SELECT user_id FROM butler.${table} ORDER BY user_id`,
  );
  return (rows as { user_id: string }[]).map(({ user_id }) => user_id);
};

it('rows go once BigQuery allows it, and then the receipt is done', async () => {
  await livePerson(firestore, 'ann');
  await insert('turns', 'ann', 'telegram:ann-1', 'bob', 'ann');
  await insert('tasks', 'ann');
  const rights = rightsOf();
  const { id, state } = await rights.erase('ann');
  expect(state).toBe('pending');
  expect(await rights.continueErasures()).toEqual({ done: 0, pending: 1, failed: 0 });
  expect(await usersIn('turns')).toEqual(['ann', 'ann', 'bob', 'telegram:ann-1']);

  now += 10 * minute;
  await insert('turns', 'bob');
  expect(await rights.continueErasures()).toEqual({ done: 0, pending: 1, failed: 0 });
  now += 21 * minute;
  expect(await rights.continueErasures()).toEqual({ done: 1, pending: 0, failed: 0 });
  expect(await usersIn('turns')).toEqual(['bob', 'bob']);
  expect(await usersIn('tasks')).toEqual([]);
  expect(await rights.receipt('ann', id)).toMatchObject({ state: 'done', rows: { turns: 3, tasks: 1 } });
});

it('rows of a turn that was under way are waited for', async () => {
  await livePerson(firestore, 'cat');
  const rights = rightsOf();
  const { id } = await rights.erase('cat');
  now += 4 * minute;
  expect((await rights.continueErasure(id))?.state).toBe('pending');
  now += minute;
  expect((await rights.continueErasure(id))?.state).toBe('done');
});

it('who came back keeps the rows they have since', async () => {
  await livePerson(firestore, 'dan');
  await insert('turns', 'dan');
  const rights = rightsOf();
  await rights.erase('dan');
  now += 35 * minute;
  await insert('turns', 'dan');
  expect(await rights.continueErasures()).toMatchObject({ done: 1, failed: 0 });
  expect(await usersIn('turns')).toEqual(['dan']);
});

it('a BigQuery that does not answer leaves the erasure pending and others to go on', async () => {
  await livePerson(firestore, 'eve');
  await insert('turns', 'eve');
  const rights = rightsOf();
  const { id, erasedAt } = await rights.erase('eve');
  expect(erasedAt).toBe(now);
  now += 40 * minute;
  const deaf = createRights({
    firestore: () => Promise.resolve(firestore),
    rows: { bigquery: () => Promise.reject(new Error('not there')), dataset: 'butler', tables },
    clock: () => now,
  });
  expect(await deaf.continueErasures()).toEqual({ done: 0, pending: 0, failed: 1 });
  expect(await rights.continueErasures()).toEqual({ done: 1, pending: 0, failed: 0 });
  expect(await rights.receipt('eve', id)).toMatchObject({ rows: { turns: 1 } });
});

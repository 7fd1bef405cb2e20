import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { GeoPoint, Timestamp, FieldValue } from '@google-cloud/firestore';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRights } from '../../../shared/rights/index.ts';
import { livePerson } from './live-person.ts';
import { startStores } from './start-stores.ts';

const run = promisify(execFile);
let stores: Awaited<ReturnType<typeof startStores>>;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.close());

type Exported = {
  userId: string;
  exportedAt: string;
  identities: { identity: string }[];
  budgets: { id: string }[];
  documents: { path: string; createdAt: string; updatedAt: string; fields: Record<string, unknown> }[];
};

async function exported(userId: string): Promise<Exported> {
  const firestore = stores.open();
  let text = '';
  for await (const piece of createRights({ firestore: () => Promise.resolve(firestore) }).export(userId))
    text += piece;
  return JSON.parse(text) as Exported;
}

it('an export holds every document of the person at any depth, their accounts and budgets, and nobody else’s', async () => {
  const firestore = stores.open();
  await livePerson(firestore, 'ann', { archive: 120 });
  await livePerson(firestore, 'anna');
  await livePerson(firestore, 'an');
  const { userId, identities, budgets, documents } = await exported('ann');
  expect(userId).toBe('ann');
  expect(identities).toMatchObject([{ identity: 'telegram:ann-1', userId: 'ann' }]);
  expect(budgets).toEqual([{ id: 'ann', turns: 3 }]);
  const paths = documents.map(({ path }) => path);
  expect(new Set(paths).size).toBe(paths.length);
  expect(paths.filter((path) => path.startsWith('users/ann/archive/'))).toHaveLength(120);
  expect(paths.filter((path) => !path.startsWith('users/ann/archive/'))).toEqual([
    'users/ann',
    'users/ann/conversations/main',
    'users/ann/outbox/17',
    'users/ann/plans/p/deep/d',
    'users/ann/recall/s1',
    'users/ann/state/context',
    'users/ann/state/macros',
    'users/telegram:ann-1',
    'users/telegram:ann-1/archive/left',
  ]);
  expect(JSON.stringify(documents)).not.toMatch(/anna|"an"/);
});

it('values that JSON does not know are written as texts', async () => {
  const firestore = stores.open();
  await livePerson(firestore, 'vera');
  await firestore.doc('users/vera/state/odd').set({
    at: Timestamp.fromMillis(1_700_000_000_123),
    bytes: Buffer.from('hello'),
    place: new GeoPoint(1, 2),
    other: firestore.doc('tasks/t'),
    vector: FieldValue.vector([1, 2.5]),
    never: NaN,
    nested: [{ endless: -Infinity }],
    none: null,
    text: 'кот "кот"\n',
  });
  const { documents } = await exported('vera');
  expect(documents.find(({ path }) => path === 'users/vera/state/odd')?.fields).toEqual({
    at: '2023-11-14T22:13:20.123Z',
    bytes: 'aGVsbG8=',
    place: { latitude: 1, longitude: 2 },
    other: 'tasks/t',
    vector: [1, 2.5],
    never: 'NaN',
    nested: [{ endless: '-Infinity' }],
    none: null,
    text: 'кот "кот"\n',
  });
  for (const { createdAt } of documents) expect(createdAt).toMatch(/^\d{4}-\d\d-\d\dT/);
});

it('there is no export of nobody', async () => {
  await expect(exported('nobody')).rejects.toMatchObject({ code: 'not_found' });
});

it('a process with 80 MB of heap exports 75 MB', async () => {
  const firestore = stores.open();
  await livePerson(firestore, 'long', { archive: 1500 });
  const writer = firestore.bulkWriter();
  const text = 'ж'.repeat(190_000);
  for (let i = 0; i < 200; i += 1) void writer.set(firestore.doc(`users/long/recall/big${i}`), { text });
  await writer.close();
  const program = new URL('export-elsewhere.ts', import.meta.url).pathname;
  const flags = ['--max-old-space-size=80', '--disable-warning=ExperimentalWarning'];
  const { stdout } = await run(process.execPath, [...flags, program, stores.host, stores.port, 'long']);
  const { bytes, pieces } = JSON.parse(stdout) as { bytes: number; pieces: number };
  expect(pieces).toBeGreaterThan(1700);
  expect(bytes).toBeGreaterThan(75_000_000);
}, 60_000);

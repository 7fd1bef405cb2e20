import { afterAll, beforeAll, expect, it } from 'vitest';
import { seed } from '../../../infra/seed/seed.ts';
import { createCatalogSearch } from '../../../shared/catalog/index.ts';
import { createPeople } from '../../../shared/person/index.ts';
import { defaultPersona } from '../../../shared/profile/index.ts';
import { createTasks } from '../../../shared/tasks/index.ts';
import { type Server, startServer } from '../local/firestore/start-server.ts';

let server: Server;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const read = async (path: string) => (await server.firestore.doc(path).get()).data();

it('a demo person has all that others have', async () => {
  expect(await seed(server.firestore, { onlyEmpty: true })).toMatchObject({ users: 3 });
  expect(await read('users/demo-clara')).toMatchObject({
    userId: 'demo-clara',
    name: 'Clara',
    timezone: 'Europe/London',
    language: 'en',
    persona: defaultPersona.en,
    tone: 'witty',
    createdAt: expect.any(Number),
  });
  expect(await read('users/demo-clara/state/context')).toMatchObject({ lastActive: null });
  expect(await read('users/demo-clara/state/macros')).toEqual({ macros: [] });
});

it('seeding again leaves what a person has said of themselves, seeding only what is empty leaves all', async () => {
  const people = createPeople({ firestore: () => Promise.resolve(server.firestore) });
  await people.editProfile('demo-anna', { tone: 'formal', timezone: 'UTC' });
  expect(await seed(server.firestore, { onlyEmpty: true })).toEqual({});
  expect(await read('users/demo-anna')).toMatchObject({ tone: 'formal', timezone: 'UTC' });
  await seed(server.firestore, { onlyEmpty: false });
  expect(await read('users/demo-anna')).toMatchObject({ tone: 'formal', timezone: 'Europe/Moscow' });
});

it('the demo catalog is in force, with products in both languages', async () => {
  const search = createCatalogSearch({ firestore: () => Promise.resolve(server.firestore) });
  const [russian, english] = await Promise.all([
    search.search({ query: 'овсяное молоко', limit: 1 }),
    search.search({ query: 'oat milk', limit: 1 }),
  ]);
  expect(russian[0]).toMatchObject({ productId: 'oat-milk', exact: true });
  expect(english).toEqual([expect.objectContaining({ productId: 'oat-milk', exact: true })]);
  expect(await read('products/oat-milk')).toMatchObject({
    attributes: expect.arrayContaining(['plant-based']),
  });
});

it('the task library is written, and how it is spread is told', async () => {
  const lines: string[] = [];
  const written = await seed(server.firestore, { onlyEmpty: false, tell: (line) => lines.push(line) });
  expect(written).toMatchObject({ tasks: 50 });
  expect(lines).toEqual([
    '  hydration: 8 tasks in 4 variation groups',
    '  movement: 12 tasks in 6 variation groups',
    '  nutrition: 10 tasks in 5 variation groups',
    '  wellness: 8 tasks in 4 variation groups',
    '  recovery: 6 tasks in 3 variation groups',
    '  work: 6 tasks in 3 variation groups',
  ]);
  const tasks = createTasks({ firestore: () => Promise.resolve(server.firestore), version: 'v1' });
  expect(await tasks.library()).toHaveLength(50);
  const next = createTasks({ firestore: () => Promise.resolve(server.firestore), version: 'v2' });
  await expect(next.library()).rejects.toMatchObject({ code: 'unavailable' });
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { seed } from '../../../infra/seed/seed.ts';
import { createPeople } from '../../../shared/person/index.ts';
import { defaultPersona } from '../../../shared/profile/index.ts';
import { type Server, startServer } from '../local/firestore/start-server.ts';

let server: Server;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const read = async (path: string) => (await server.firestore.doc(path).get()).data();

it('a demo person has all that others have', async () => {
  expect(await seed(server.firestore, { onlyEmpty: true })).toEqual({ users: 3 });
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

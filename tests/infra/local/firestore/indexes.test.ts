import { afterEach, describe, expect, it } from 'vitest';
import { parseIndexes } from '../../../../infra/local/firestore/check-indexes.ts';
import { openStore } from '../../../../infra/local/store.ts';
import { startServer, type Server } from './start-server.ts';

const indexes = parseIndexes({
  indexes: [
    {
      collectionGroup: 'tasks',
      queryScope: 'COLLECTION',
      fields: [
        { fieldPath: 'done', order: 'ASCENDING' },
        { fieldPath: 'due', order: 'DESCENDING' },
      ],
    },
  ],
  fieldOverrides: [{ collectionGroup: 'tasks', fieldPath: 'notes', indexes: [] }],
});

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

describe('declared indexes', () => {
  it('a query that they cover is answered, one that they do not is a failed precondition', async () => {
    const server = await startServer({ indexes });
    servers.push(server);
    const tasks = server.firestore.collection('tasks');
    await tasks.add({ done: false, due: 1 });
    await tasks.add({ done: false, due: 2 });
    const covered = await tasks.where('done', '==', false).orderBy('due', 'desc').get();
    expect(covered.docs.map((one) => one.get('due') as number)).toEqual([2, 1]);
    await expect(tasks.where('done', '==', false).orderBy('due').get()).rejects.toMatchObject({
      code: 9,
      message: expect.stringContaining('done ASCENDING, due ASCENDING') as string,
    });
  });

  it('an exempt field has no entries, and gets them when the exemption ends', async () => {
    const store = openStore(':memory:');
    const entries = () =>
      store.db.prepare('SELECT COUNT(*) AS n FROM firestore_entries').get()?.['n'] as number;
    const strict = await startServer({ store, indexes });
    await strict.firestore.doc('tasks/a').set({ notes: { long: 'text' }, done: true });
    expect(entries()).toBe(1);
    await strict.stop();
    const lenient = await startServer({ store });
    servers.push(lenient);
    expect(entries()).toBe(3);
    const found = await lenient.firestore.collection('tasks').where('notes.long', '==', 'text').get();
    expect(found.size).toBe(1);
  });
});

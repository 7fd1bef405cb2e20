import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startServer, type Server } from './start-server.ts';

let server: Server;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.local.resetCounts();
});

describe('billed operations', () => {
  it('a write, a read and a delete are one each', async () => {
    const one = server.firestore.doc('things/one');
    await one.set({ n: 1 });
    await one.get();
    await one.delete();
    expect(server.local.counts()).toEqual({ reads: 1, writes: 1, deletes: 1 });
  });

  it('a query costs a read for each document it finds or skips, and at least one', async () => {
    const things = server.firestore.collection('billed');
    const batch = server.firestore.batch();
    for (let n = 0; n < 5; n++) batch.set(things.doc(String(n)), { n });
    await batch.commit();
    server.local.resetCounts();
    await things.orderBy('n').offset(1).limit(2).get();
    expect(server.local.counts()).toEqual({ reads: 3, writes: 0, deletes: 0 });
    await server.firestore.collection('nothing').get();
    expect(server.local.counts().reads).toBe(4);
    await things.count().get();
    expect(server.local.counts().reads).toBe(5);
  });

  it('another process reads and resets them over HTTP', async () => {
    await server.firestore.doc('things/two').set({ n: 1 });
    const url = `http://${server.local.host}/counts`;
    expect(await (await fetch(url)).json()).toEqual({ reads: 0, writes: 1, deletes: 0 });
    const other = encodeURIComponent('projects/other/databases/(default)');
    expect(await (await fetch(`${url}?database=${other}`)).json()).toEqual({
      reads: 0,
      writes: 0,
      deletes: 0,
    });
    expect(await (await fetch(url, { method: 'DELETE' })).json()).toEqual({
      reads: 0,
      writes: 1,
      deletes: 0,
    });
    expect(server.local.counts()).toEqual({ reads: 0, writes: 0, deletes: 0 });
  });

  it('a web page may not read them', async () => {
    const answer = await fetch(`http://${server.local.host}/counts`, {
      headers: { origin: 'http://evil.example' },
    });
    expect(answer.status).toBe(403);
  });
});

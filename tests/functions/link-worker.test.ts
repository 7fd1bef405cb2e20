import { afterAll, beforeAll, expect, it } from 'vitest';
import { linkWorker, schema } from '../../functions/link-worker.ts';
import { type LinkMessage, unfinishedMerges } from '../../shared/identity/index.ts';
import { configureLog } from '../../shared/platform/log.ts';
import { type Server, startServer } from '../infra/local/firestore/start-server.ts';
import { linkWorld, livePast } from '../shared/identity/link-world.ts';

let server: Server;
let unlog: () => void;

beforeAll(async () => {
  unlog = configureLog({ sink: () => undefined });
  server = await startServer();
});
afterAll(async () => {
  await server.stop();
  unlog();
});

function start(outcomes: ('more' | 'waiting' | 'done')[], { stepMs = 0 } = {}) {
  let now = 0;
  const published: LinkMessage[] = [];
  const stepped: string[] = [];
  const handle = linkWorker({
    step: (jobId) => {
      stepped.push(jobId);
      now += stepMs;
      return Promise.resolve(outcomes.shift() ?? 'done');
    },
    unfinished: () => Promise.resolve(['link-1', 'link-2']),
    publish: (message) => Promise.resolve(String(published.push(message))),
    clock: () => now,
  });
  return { handle, published, stepped };
}

it('goes on with a merge until nothing is left for now', async () => {
  const { handle, published, stepped } = start(['more', 'more', 'waiting', 'more']);
  await handle({ jobId: 'link-1' });
  expect(stepped).toEqual(['link-1', 'link-1', 'link-1']);
  expect(published).toEqual([]);
});

it('asks to be gone on with when a merge takes long', async () => {
  const { handle, published, stepped } = start(['more', 'more', 'more', 'more'], { stepMs: 100_000 });
  await handle({ jobId: 'link-1' });
  expect(stepped).toHaveLength(3);
  expect(published).toEqual([{ jobId: 'link-1' }]);
});

it('the schedule asks for each merge that is not finished', async () => {
  const { handle, published } = start([]);
  await handle({ unfinished: true });
  expect(published).toEqual([{ jobId: 'link-1' }, { jobId: 'link-2' }]);
});

it('takes a job or the schedule’s word, and nothing else', () => {
  expect(schema.safeParse({ jobId: 'link-1' }).success).toBe(true);
  expect(schema.safeParse({ unfinished: true }).success).toBe(true);
  for (const wrong of [{}, { jobId: '' }, { jobId: 'link-1', more: 1 }, { unfinished: false }])
    expect(schema.safeParse(wrong).success).toBe(false);
});

it('merges an account into a person, and is asked once more for the last look', async () => {
  const world = linkWorld(server.firestore);
  await world.meet('app');
  await world.meet('telegram:1');
  await livePast(server.firestore, world, 'telegram:1');
  const jobId = await world.link('app', 'telegram:1');
  const published: LinkMessage[] = [];
  const handle = linkWorker({
    step: (id) => world.step(id),
    unfinished: () => unfinishedMerges(server.firestore),
    publish: (message) => Promise.resolve(String(published.push(message))),
    clock: world.clock,
  });
  await handle({ jobId });
  expect(await world.below('telegram:1')).toEqual({});
  await handle({ unfinished: true });
  expect(published).toEqual([{ jobId }]);
  world.wait(2 * 60_000);
  await handle({ jobId });
  expect(await unfinishedMerges(server.firestore)).toEqual([]);
  await handle({ jobId });
  expect(await world.below('app')).toHaveProperty('conversations/telegram-1');
});

import { expect, it } from 'vitest';
import { compressMemory, findDue } from '../../../shared/memory/index.ts';
import { createRecall } from '../../../shared/recall/index.ts';
import { createRights } from '../../../shared/rights/index.ts';
import { linkWorld, start, turnAt } from '../../shared/identity/link-world.ts';
import { connect } from '../firestore/connect.ts';

const minute = 60_000;
const firestore = connect();
const open = () => Promise.resolve(firestore);
const world = linkWorld(firestore);
const other = linkWorld(firestore);
const { clock } = world;

it('a person is met once by many at once', async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 10 }, (_, at) =>
      (at % 2 ? world : other).people.meet('ann', { receivedAt: clock() }),
    ),
  );
  expect(outcomes.filter((outcome) => outcome === 'new')).toHaveLength(1);
});

it('turns that two instances commit at once are all there, each beside its answer', async () => {
  await world.people.context('ann');
  await other.people.context('ann');
  const turns = Array.from({ length: 30 }, (_, n) =>
    turnAt(start + n * minute, n === 3 ? 'Ключ от сарая лежит под крыльцом' : `Запись ${n}`),
  );
  await Promise.all(turns.map((turn, at) => (at % 2 ? world : other).say('ann', 'main', turn)));
  const { window } = await world.memory.open('ann', 'main');
  expect(window?.events.map(({ id }) => id)).toEqual(turns.flatMap(({ user, reply }) => [user.id, reply.id]));
});

it('compression is found due, keeps the last events and loses none to recall', async () => {
  const due = await findDue(firestore, { limit: 10 });
  expect(JSON.stringify(due)).toContain('ann');
  expect(await compressMemory({ firestore: open, clock })('ann', 'main')).toBe('extractive');
  const { window } = await world.memory.open('ann', 'main');
  expect(window?.events).toHaveLength(20);
  expect((await world.memory.list('ann', { limit: 100 })).events).toHaveLength(60);
  const recall = createRecall({ firestore: open, clock });
  const windows = window ? [{ conversationId: 'main', window }] : [];
  const asked = { windows, revision: window?.recallRevision ?? 0, now: start + 40 * minute };
  const found = await recall.search('ann', 'Где ключ от сарая?', asked);
  expect(found[0]?.text).toContain('Ключ от сарая лежит под крыльцом');
});

it('an account in Telegram becomes part of the person, with its past', async () => {
  await world.meet('telegram:7');
  await world.say('telegram:7', 'telegram-7', turnAt(start + minute, 'Сказано в Telegram'));
  const jobId = await world.link('ann', 'telegram:7');
  await world.merge(jobId);
  expect(await world.identities.resolve('telegram:7', { fresh: true })).toBe('ann');
  const { window } = await world.memory.open('ann', 'telegram-7');
  expect(window?.events[0]?.content).toBe('Сказано в Telegram');
  await expect(world.say('telegram:7', 'telegram-7', turnAt(start, 'late'))).rejects.toThrow();
});

it('an export holds it all, and an erasure leaves nothing of it', async () => {
  const rights = createRights({ firestore: open, clock });
  const pieces: string[] = [];
  for await (const piece of rights.export('ann')) pieces.push(piece);
  const text = JSON.stringify(JSON.parse(pieces.join('')));
  for (const said of ['Запись 0', 'Запись 29', 'Сказано в Telegram', 'telegram:7'])
    expect(text).toContain(said);
  const { erasedAt } = await rights.erase('ann');
  expect(erasedAt).not.toBeNull();
  const { docs } = await firestore.collectionGroup('conversations').get();
  expect([docs.length, Object.keys(await world.below('ann')).length]).toEqual([0, 0]);
  expect(await world.people.meet('ann', { receivedAt: start })).toBe('refused');
});

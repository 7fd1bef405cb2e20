import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { TelegramStore } from '../../../shared/telegram/index.ts';
import { startWeekly, type WeeklyWorld } from './weekly-world.ts';

const week = '2026-W47';
const saturday = '2026-11-21T12:00:00Z';
const mondayNine = '2026-11-23T09:00:00Z';
const told = { week: '2026-W48', at: Date.parse('2026-11-30T09:00:00Z') };
const pending = { week, at: Date.parse(mondayNine) };

let world: WeeklyWorld;
let made = 0;

beforeAll(async () => {
  world = await startWeekly(saturday);
});
afterAll(() => world.close());
beforeEach(() => world.set(saturday));

/** Someone in UTC with a linked account whose week is over. */
async function someone(): Promise<{ userId: string; chat: number }> {
  made += 1;
  const [userId, chat] = [`person-${made}`, 7000 + made];
  world.set(saturday);
  await world.person(userId, 'UTC', chat);
  world.set(mondayNine);
  return { userId, chat };
}

/** The store, where one of its methods fails. */
const failing = (name: keyof TelegramStore): TelegramStore => ({
  ...(world.services.store as TelegramStore),
  [name]: () => Promise.reject(new Error('cut')),
});

it('a linked person hears of their week once, whatever is delivered again', async () => {
  const { userId, chat } = await someone();
  expect(await world.send(userId)).toBe('sent');
  expect(world.api.textsTo(chat)).toEqual([expect.stringContaining('Неделя 16–22 ноября')]);
  expect(await world.slot(userId)).toEqual(told);
  expect(await world.send(userId)).toBe('not_due');
  expect(world.api.textsTo(chat)).toHaveLength(1);
});

it('who wrote to the bot alone hears of it where they wrote', async () => {
  await world.person('telegram:6001', 'UTC');
  world.set(mondayNine);
  expect(await world.send('telegram:6001')).toBe('sent');
  expect(world.api.textsTo(6001)).toHaveLength(1);
});

it('nothing is sent before Monday nine', async () => {
  const { userId, chat } = await someone();
  world.set(Date.parse(mondayNine) - 1);
  expect(await world.send(userId)).toBe('not_due');
  expect(world.api.textsTo(chat)).toEqual([]);
});

it('delivered to many workers at once, it is sent by one', async () => {
  const { userId, chat } = await someone();
  await Promise.allSettled(Array.from({ length: 6 }, () => world.send(userId)));
  expect(world.api.textsTo(chat)).toHaveLength(1);
  expect(await world.slot(userId)).toEqual(told);
});

it('a worker that dies after the message went does not have it sent again', async () => {
  const { userId, chat } = await someone();
  await expect(world.send(userId, { store: failing('markSent') })).rejects.toThrow('cut');
  expect(world.api.textsTo(chat)).toHaveLength(1);
  expect(await world.slot(userId)).toEqual(pending);
  world.pass(20_000);
  expect(await world.send(userId)).toBe('sent');
  expect(world.api.textsTo(chat)).toHaveLength(1);
  expect(await world.slot(userId)).toEqual(told);
});

it('a worker that dies before the week is noted as told does not have it sent again', async () => {
  const { userId, chat } = await someone();
  const settle = () => Promise.reject(new Error('cut'));
  await expect(world.send(userId, { settle })).rejects.toThrow('cut');
  expect(await world.send(userId)).toBe('duplicate');
  expect(world.api.textsTo(chat)).toHaveLength(1);
  expect(await world.slot(userId)).toEqual(told);
});

it('a worker that dies before it sent leaves what it made to the next', async () => {
  const { userId, chat } = await someone();
  await expect(world.send(userId, { store: failing('markPart') })).rejects.toThrow('cut');
  const weeks = { of: () => Promise.reject(new Error('made twice')) };
  expect(await world.send(userId, { weeks })).toBe('sent');
  expect(world.api.textsTo(chat)).toHaveLength(1);
});

it('an answer that is cut off may have been heard, and is not sent again', async () => {
  const { userId, chat } = await someone();
  world.api.script('sendMessage', { kind: 'cut' });
  expect(await world.send(userId)).toBe('uncertain');
  expect(await world.send(userId)).toBe('not_due');
  expect(world.api.textsTo(chat)).toHaveLength(1);
});

it('what Telegram does not take is sent when it does', async () => {
  const { userId, chat } = await someone();
  world.api.script('sendMessage', { kind: 'refuse', status: 502, description: 'Bad Gateway' });
  await expect(world.send(userId)).rejects.toMatchObject({ code: 'unavailable' });
  world.api.script('sendMessage', { kind: 'refuse', status: 429, description: 'Too Many', retryAfter: 60 });
  await expect(world.send(userId)).rejects.toMatchObject({ code: 'rate_limited' });
  await expect(world.send(userId)).rejects.toMatchObject({ code: 'rate_limited' });
  world.pass(60_000);
  expect(await world.send(userId)).toBe('sent');
  expect(world.api.textsTo(chat)).toHaveLength(1);
});

it('who is linked nowhere is passed over and hears of the next week as usual', async () => {
  await world.person('alone', 'UTC');
  world.set(mondayNine);
  expect(await world.send('alone')).toBe('not_linked');
  expect(await world.slot('alone')).toEqual(told);
});

it('who blocked the bot is left alone', async () => {
  const { userId, chat } = await someone();
  world.api.block(chat);
  expect(await world.send(userId)).toBe('blocked');
  world.api.unblock(chat);
  world.set(told.at);
  const calls = world.api.calls.length;
  expect(await world.send(userId)).toBe('blocked');
  expect(world.api.calls).toHaveLength(calls);
});

it('who is not on the list of answered accounts hears nothing', async () => {
  const { userId, chat } = await someone();
  expect(await world.send(userId, { allowed: ['1'] })).toBe('not_linked');
  expect(world.api.textsTo(chat)).toEqual([]);
});

it('who has stayed away for four weeks is not written to, until they come back', async () => {
  const { userId, chat } = await someone();
  for (let weeks = 0; weeks < 7; weeks++) {
    world.set(Date.parse(mondayNine) + weeks * 7 * 86_400_000);
    await world.send(userId);
  }
  expect(world.api.textsTo(chat)).toHaveLength(4);
  const day = { planned: { hydration: 1 }, done: {}, skipped: {}, rest: false };
  await world.firestore.doc(`users/${userId}/state/learning`).update({ days: { '2027-01-04': day } });
  world.set('2027-01-11T09:00:00Z');
  expect(await world.send(userId)).toBe('sent');
});

it('an erased person gets nothing and is not made again', async () => {
  const { userId, chat } = await someone();
  await world.firestore.recursiveDelete(world.firestore.doc(`users/${userId}`));
  expect(await world.send(userId)).toBe('not_due');
  expect((await world.firestore.doc(`users/${userId}`).get()).exists).toBe(false);
  expect(world.api.textsTo(chat)).toEqual([]);
});

it('a person erased while their summary is made is sent nothing and left no trace', async () => {
  const { userId, chat } = await someone();
  const weeks: typeof world.services.weeks = {
    of: async (...asked) => {
      const insight = await world.services.weeks.of(...asked);
      await world.firestore.recursiveDelete(world.firestore.doc(`users/${userId}`));
      return insight;
    },
  };
  await expect(world.send(userId, { weeks })).rejects.toMatchObject({ code: 'rate_limited' });
  expect(await world.send(userId)).toBe('not_due');
  expect(await world.outbox(userId, week)).toBeUndefined();
  expect(world.api.textsTo(chat)).toEqual([]);
});

it('a summary sent to an account is not sent again once the account is linked', async () => {
  await world.person('telegram:6002', 'UTC');
  await world.person('app-1', 'UTC');
  world.set(mondayNine);
  expect(await world.send('telegram:6002')).toBe('sent');
  await world.link('app-1', 6002);
  await world.merge();
  expect(await world.send('app-1')).toBe('duplicate');
  expect(world.api.textsTo(6002)).toHaveLength(1);
  expect(await world.slot('app-1')).toEqual(told);
});

it('a week that the account had still to hear of is told to the person it became', async () => {
  await world.person('telegram:6003', 'UTC');
  await world.person('app-2', 'UTC');
  world.set(mondayNine);
  expect(await world.send('app-2')).toBe('not_linked');
  await world.link('app-2', 6003);
  expect(await world.send('telegram:6003')).toBe('not_due');
  await world.merge();
  expect(await world.send('app-2')).toBe('sent');
  expect(world.api.textsTo(6003)).toHaveLength(1);
});

import { afterEach, expect, it } from 'vitest';
import { weekly } from '../../../functions/weekly/weekly.ts';
import { firstWeekly } from '../../../shared/profile/index.ts';
import { startWeekly, type WeeklyWorld } from './weekly-world.ts';

const quarter = 15 * 60_000;
const day = 24 * 3_600_000;
let world: WeeklyWorld;

afterEach(() => world.close());

const zones = [
  'Pacific/Auckland',
  'Asia/Kolkata',
  'Europe/Moscow',
  'Europe/Berlin',
  'America/New_York',
  'America/Los_Angeles',
];

const clockIn = (timeZone: string, at: number) =>
  new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'long', hour: '2-digit', minute: '2-digit' }).format(
    at,
  );

/** Sweeps for some days each quarter of an hour while it is nine on a Monday anywhere here, and now and then else. */
async function sweepFor(days: number): Promise<void> {
  const from = world.clock();
  for (let at = from; at < from + days * day; at += quarter) {
    const isAnyMonday = new Date(at - 18.5 * 3_600_000).getUTCDay() === 0;
    if (!isAnyMonday && (at - from) % (day / 4) > 0) continue;
    world.set(at);
    await world.sweep();
  }
}

it.each([
  ['no clock is changed', '2026-11-14T12:00:00Z'],
  ['summer time begins in Europe', '2026-03-21T12:00:00Z'],
  ['summer time ends in Europe', '2026-10-17T12:00:00Z'],
  ['summer time begins in America', '2026-02-28T12:00:00Z'],
  ['summer time ends in America', '2026-10-24T12:00:00Z'],
  ['summer time begins in New Zealand', '2026-09-19T12:00:00Z'],
  ['summer time ends in New Zealand', '2026-03-28T12:00:00Z'],
])('everyone hears once a week, on their own Monday at nine, when %s', async (_, start) => {
  world = await startWeekly(start);
  for (const [index, zone] of zones.entries()) await world.person(`person-${index}`, zone, 100 + index);
  await sweepFor(11);
  for (const [index, zone] of zones.entries()) {
    const times = world.sentAt.filter(({ chat }) => chat === 100 + index).map(({ at }) => clockIn(zone, at));
    expect(times, zone).toEqual(['Monday 09:00', 'Monday 09:00']);
  }
});

it('who travels hears of each week once, eastwards and westwards', async () => {
  world = await startWeekly('2026-11-21T12:00:00Z');
  await world.person('east', 'America/Los_Angeles', 1);
  await world.person('west', 'Pacific/Auckland', 2);
  world.set('2026-11-22T22:00:00Z');
  await sweepFor(0.1);
  // Monday in Auckland, Sunday in Los Angeles.
  await world.people.editProfile('east', { timezone: 'Pacific/Auckland' });
  await world.people.editProfile('west', { timezone: 'America/Los_Angeles' });
  await sweepFor(9);
  const weeksOf = (chat: number) => world.api.textsTo(chat).map((text) => text.split('\n')[0]);
  const both = ['Неделя 16–22 ноября', 'Неделя 23–29 ноября'];
  expect(weeksOf(1)).toEqual(both);
  expect(weeksOf(2)).toEqual(both);
});

it('everyone who is due is found, page by page, and asked for by a message of their own', async () => {
  world = await startWeekly('2026-11-23T09:00:00Z');
  const batch = world.firestore.bulkWriter();
  const ids = Array.from({ length: 450 }, (_, index) => `p${String(index).padStart(3, '0')}`);
  for (const id of ids) {
    const weekly = { week: '2026-W47', at: world.clock() - (ids.indexOf(id) % 7) };
    void batch.set(world.firestore.doc(`users/${id}`), { weekly });
  }
  for (const late of ['later', 'never'])
    void batch.set(
      world.firestore.doc(`users/${late}`),
      late === 'later' ? { weekly: firstWeekly(world.clock(), 'UTC') } : {},
    );
  await batch.close();
  const asked: string[] = [];
  await world.handle({ source: 'schedule' });
  for (let message = world.queue.shift(); message; message = world.queue.shift()) {
    if ('userId' in message) asked.push(message.userId);
    else await world.handle(message);
  }
  expect(asked.toSorted()).toEqual(ids);
});

it('a sweep that was cut off is made good by the next', async () => {
  world = await startWeekly('2026-11-21T12:00:00Z');
  await world.person('ann', 'UTC', 1);
  await world.person('bob', 'UTC', 2);
  world.set('2026-11-23T09:00:00Z');
  const { services } = world;
  let left = 1;
  const publish: typeof services.publish = (message) =>
    left-- > 0 ? services.publish(message) : Promise.reject(new Error('cut'));
  await expect(weekly({ ...services, publish })({ source: 'schedule' })).rejects.toThrow('cut');
  world.pass(quarter);
  await world.sweep();
  expect([world.api.textsTo(1).length, world.api.textsTo(2).length]).toEqual([1, 1]);
});

it('after a silence of the schedule the latest week is told alone', async () => {
  world = await startWeekly('2026-11-04T12:00:00Z');
  await world.person('ann', 'Europe/Berlin', 1);
  world.set('2026-11-24T12:00:00Z');
  await world.sweep();
  expect(world.api.textsTo(1).map((text) => text.split('\n')[0])).toEqual(['Неделя 16–22 ноября']);
});

it('a word that is late does not come at night, but the next morning', async () => {
  world = await startWeekly('2026-11-21T12:00:00Z');
  await world.person('ann', 'Europe/Berlin', 1);
  for (const night of ['2026-11-23T20:00:00Z', '2026-11-24T02:00:00Z', '2026-11-24T07:45:00Z']) {
    world.set(night);
    await world.sweep();
    expect(world.api.textsTo(1)).toEqual([]);
  }
  world.set('2026-11-24T08:00:00Z');
  await world.sweep();
  await world.sweep();
  expect(world.api.textsTo(1)).toHaveLength(1);
});

it('where summaries are switched off nothing is looked for and nothing sent', async () => {
  world = await startWeekly('2026-11-21T12:00:00Z');
  await world.person('ann', 'UTC', 1);
  world.set('2026-11-23T09:00:00Z');
  const off = weekly({ ...world.services, enabled: false });
  await off({ source: 'schedule' });
  await off({ userId: 'ann' });
  expect(world.queue).toEqual([]);
  expect(world.api.calls).toEqual([]);
  await world.sweep();
  expect(world.api.textsTo(1)).toHaveLength(1);
});

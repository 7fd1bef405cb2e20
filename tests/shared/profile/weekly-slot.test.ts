import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  datesOfWeek,
  dueWeek,
  firstWeekly,
  isWeek,
  mergeWeekly,
  moveWeekly,
  nextWeekly,
  shiftWeek,
  weekAt,
  weekOfDate,
} from '../../../shared/profile/index.ts';

const zones = [
  'UTC',
  'Europe/Berlin',
  'Europe/Moscow',
  'America/New_York',
  'America/Los_Angeles',
  'America/St_Johns',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Pacific/Auckland',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
];
const zone = fc.constantFrom(...zones);
const instant = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2034, 0, 1) });
const quarter = 15 * 60_000;

const clockIn = (timeZone: string, at: number) =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);

test('a week is known by its Thursday, at both ends of a year', () => {
  expect(weekOfDate('2026-11-21')).toBe('2026-W47');
  expect(weekOfDate('2021-01-03')).toBe('2020-W53');
  expect(weekOfDate('2024-12-30')).toBe('2025-W01');
  expect(datesOfWeek('2026-W01')).toEqual([
    '2025-12-29',
    '2025-12-30',
    '2025-12-31',
    '2026-01-01',
    '2026-01-02',
    '2026-01-03',
    '2026-01-04',
  ]);
  expect(shiftWeek('2020-W53', 1)).toBe('2021-W01');
});

test('a year has 52 weeks or 53, and none else is a week', () => {
  for (const week of ['2020-W53', '2026-W53', '2026-W01']) expect(isWeek(week)).toBe(true);
  for (const week of ['2025-W53', '2026-W00', '2026-W54', '2026-47', '2026-w47', '2026-W7', ''])
    expect(isWeek(week)).toBe(false);
});

test('every date is one of the seven dates of its week', () => {
  fc.assert(
    fc.property(instant, (at) => {
      const date = new Date(at).toISOString().slice(0, 10);
      const week = weekOfDate(date);
      expect(isWeek(week)).toBe(true);
      expect(datesOfWeek(week)).toContain(date);
      expect(shiftWeek(shiftWeek(week, 5), -5)).toBe(week);
    }),
  );
});

test('a week is told when the clock shows Monday nine in the morning, wherever it is', () => {
  fc.assert(
    fc.property(instant, zone, (now, timeZone) => {
      const slot = firstWeekly(now, timeZone);
      expect(clockIn(timeZone, slot.at)).toBe('Monday 09:00');
      expect(slot.at).toBeGreaterThan(now);
      expect(slot.week).toBe(weekAt(now, timeZone));
      expect(dueWeek(slot, timeZone, slot.at)).toBe(slot.week);
      expect(dueWeek(slot, timeZone, slot.at - 1)).toBeUndefined();
    }),
  );
});

test('a week in which the clock is changed is an hour shorter or longer', () => {
  const hours = (timeZone: string, week: string) =>
    (nextWeekly(week, timeZone).at -
      firstWeekly(Date.parse(`${datesOfWeek(week)[2] ?? ''}T12:00Z`), timeZone).at) /
    3_600_000;
  expect(hours('Europe/Berlin', '2026-W12')).toBe(167);
  expect(hours('Europe/Berlin', '2026-W42')).toBe(169);
  expect(hours('America/New_York', '2026-W09')).toBe(167);
  expect(hours('America/New_York', '2026-W43')).toBe(169);
  expect(hours('Pacific/Auckland', '2026-W38')).toBe(167);
  expect(hours('Asia/Kolkata', '2026-W12')).toBe(168);
});

test('whatever zones a person travels through, every week is told once and in order', () => {
  const journey = fc.array(fc.record({ timeZone: zone, quarters: fc.integer({ min: 1, max: 1200 }) }), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(instant, zone, journey, (start, home, stays) => {
      let slot = firstWeekly(start, home);
      const first = slot.week;
      const told: string[] = [];
      let now = Math.floor(start / quarter) * quarter;
      for (const { timeZone, quarters } of stays) {
        slot = moveWeekly(slot, timeZone);
        for (let sweep = 0; sweep < quarters; sweep++) {
          now += quarter;
          if (slot.at > now) continue;
          const week = dueWeek(slot, timeZone, now);
          const hour = Number(clockIn(timeZone, now).slice(-5, -3));
          // At night it waits for the morning.
          expect(week !== undefined).toBe(hour >= 9 && hour < 21);
          if (week === undefined) continue;
          told.push(week);
          slot = nextWeekly(week, timeZone);
          expect(slot.at).toBeGreaterThan(now);
        }
      }
      expect(told).toEqual(told.map((_, index) => shiftWeek(first, index)));
    }),
    { numRuns: 60 },
  );
});

test('after a long silence the latest week is told and none before it', () => {
  const slot = firstWeekly(Date.parse('2026-09-02T12:00Z'), 'Europe/Moscow');
  expect(slot.week).toBe('2026-W36');
  expect(dueWeek(slot, 'Europe/Moscow', Date.parse('2026-11-21T12:00Z'))).toBe('2026-W46');
  expect(dueWeek(slot, 'Europe/Moscow', Date.parse('2026-11-22T17:59Z'))).toBe('2026-W46');
  expect(dueWeek(slot, 'Europe/Moscow', Date.parse('2026-11-23T06:00Z'))).toBe('2026-W47');
});

test('what is late waits for the morning, until nine', () => {
  const slot = firstWeekly(Date.parse('2026-09-02T12:00Z'), 'Europe/Moscow');
  const at = (time: string) => dueWeek(slot, 'Europe/Moscow', Date.parse(time));
  expect(at('2026-11-24T17:59Z')).toBe('2026-W47');
  for (const night of ['2026-11-24T18:00Z', '2026-11-24T23:00Z', '2026-11-25T05:59Z'])
    expect(at(night)).toBeUndefined();
  expect(at('2026-11-25T06:00Z')).toBe('2026-W47');
});

test('of two people who become one the earlier week is kept, in the time zone that stays', () => {
  const moscow = firstWeekly(Date.parse('2026-11-21T12:00Z'), 'Europe/Moscow');
  const later = nextWeekly(moscow.week, 'UTC');
  expect(mergeWeekly(later, moscow, 'UTC')).toEqual({
    week: '2026-W47',
    at: Date.parse('2026-11-23T09:00Z'),
  });
  expect(mergeWeekly(undefined, later, 'UTC')).toEqual(later);
  expect(mergeWeekly(undefined, undefined, 'UTC')).toBeUndefined();
});

import { expect, test } from 'vitest';
import { measureWeek, writeWeek } from '../../../shared/insights/index.ts';
import type { DayCount } from '../../../shared/plan/index.ts';
import { defaultProfile } from '../../../shared/profile/index.ts';
import { daySkills } from '../../../shared/reply/day-skills.ts';

const day: DayCount = {
  planned: { hydration: 1, movement: 1 },
  done: { hydration: 1 },
  skipped: {},
  rest: false,
};

/** What the skill says on a date to someone with these days behind them. */
async function say(input: string, today: string, days: Record<string, DayCount>): Promise<string> {
  const of = (week: string) => {
    const facts = measureWeek({ week, today, plans: [], learning: { days, tasks: {}, transitions: [] } });
    const words = writeWeek({ facts, language: 'ru', emoji: false });
    return Promise.resolve({ ...facts, ...words, wordsFrom: 'templates' as const });
  };
  const unused = () => Promise.reject(new Error('Not asked for.'));
  const { text } = await daySkills.week.run({
    input,
    language: 'ru',
    now: Date.parse(today),
    profile: defaultProfile('ann', 0),
    skills: daySkills,
    summary: '',
    search: unused,
    taste: undefined,
    shop: { search: unused, usual: unused },
    day: { plan: unused, week: ({ last = false } = {}) => of(last ? '2026-W47' : '2026-W48') },
  });
  return text.split('\n')[0] ?? '';
}

const last = 'Неделя 16–22 ноября';
const present = /^Неделя 23.*29 ноября$/;

test('the week is the present one, and the one before where that is asked for', async () => {
  const days = { '2026-11-17': day, '2026-11-24': day };
  expect(await say('', '2026-11-24', days)).toMatch(present);
  expect(await say('last', '2026-11-24', days)).toBe(last);
  expect(await say('прошлая', '2026-11-24', days)).toBe(last);
});

test('on a Monday on which nothing is done yet it is the week that has just ended', async () => {
  const open = { ...day, done: {} };
  expect(await say('', '2026-11-23', { '2026-11-17': day, '2026-11-23': open })).toBe(last);
  expect(await say('', '2026-11-23', { '2026-11-17': day, '2026-11-23': day })).toMatch(present);
  expect(await say('', '2026-11-23', {})).toMatch(present);
  expect(await say('', '2026-11-24', { '2026-11-17': day })).toMatch(present);
});

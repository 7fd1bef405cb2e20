import fc from 'fast-check';
import { expect, test } from 'vitest';
import { measureWeek, presentWeek, type WeekFacts, writeWeek } from '../../../shared/insights/index.ts';
import type { DayCount } from '../../../shared/plan/index.ts';
import { datesOfWeek, type Language } from '../../../shared/profile/index.ts';
import { categories } from '../../../shared/tasks/index.ts';

const week = '2026-W47';
const pictures = /\p{Extended_Pictographic}/u;
const dates = [...datesOfWeek('2026-W46'), ...datesOfWeek(week)];
const counts = fc.dictionary(fc.constantFrom(...categories), fc.integer({ min: 0, max: 3 }));
const anyDay = fc.record({ planned: counts, done: counts, skipped: counts, rest: fc.boolean() });
const anyDays = fc.dictionary(fc.constantFrom(...dates), anyDay);

const factsOf = (days: Record<string, DayCount>, today = '2026-11-23') =>
  measureWeek({ week, today, plans: [], learning: { days, tasks: {}, transitions: [] } });
const shortest = { title: { ru: 'Вода', en: 'Water' }, minutes: 2 };
const day = (done: DayCount['done'], rest = false): DayCount => ({
  planned: { hydration: 1, movement: 1 },
  done,
  skipped: {},
  rest,
});
const say = (facts: WeekFacts, language: Language = 'ru', emoji = false) => {
  const words = writeWeek({ facts, language, emoji });
  return presentWeek({ ...facts, ...words, wordsFrom: 'templates' }, language, { emoji });
};

test('every week has something to be said of it and something to be done next, in both languages', () => {
  fc.assert(
    fc.property(anyDays, fc.constantFrom(...dates), fc.constantFrom('ru', 'en'), (days, today, language) => {
      const { insights, recommendations } = writeWeek({
        facts: factsOf(days, today),
        language,
        emoji: false,
      });
      for (const said of [insights, recommendations]) {
        expect(said.length).toBeGreaterThan(0);
        expect(said.length).toBeLessThan(6);
        for (const one of said) {
          expect(one).toMatch(language === 'ru' ? /[а-яё]/i : /^[^а-яё]+$/i);
          expect(one).not.toMatch(/undefined|NaN|null/);
          expect(one).not.toMatch(pictures);
        }
      }
    }),
  );
});

test('templates name no number that the week does not have', () => {
  fc.assert(
    fc.property(anyDays, fc.constantFrom('ru', 'en'), (days, language) => {
      const facts = factsOf(days);
      const { before, completionStats } = facts;
      const known = new Set((JSON.stringify(facts).match(/\d+/g) ?? []).map(Number));
      known.add(completionStats.completedTasks - (before?.completedTasks ?? 0));
      const { insights, recommendations } = writeWeek({ facts, language, emoji: false });
      for (const number of [...insights, ...recommendations].join(' ').match(/\d+/g) ?? [])
        expect(known).toContain(Number(number));
    }),
  );
});

test('a week with nothing done is answered kindly and without its noughts', () => {
  const quiet = say(factsOf({ '2026-11-16': day({}), '2026-11-17': day({}) }));
  expect(quiet).toContain('ничего не потеряно');
  expect(quiet.replace(/16–22/, '')).not.toMatch(/\d/);
  expect(say(factsOf({}))).toContain('Планов на этой неделе не было');
  expect(say(factsOf({ '2026-11-16': day({}) }, '2026-11-17'), 'en')).toContain('the week is not over');
  expect(say(factsOf({ '2026-11-16': day({}, true) }), 'en')).toContain('You rested this week');
});

test('to begin again the shortest task of the week is proposed', () => {
  const facts = {
    ...factsOf({ '2026-11-16': day({}) }),
    shortest: { title: { ru: 'Вода', en: 'Water' }, minutes: 2 },
  };
  expect(writeWeek({ facts, language: 'ru', emoji: false }).recommendations).toEqual([
    'Возьмите для начала одно дело, например «Вода»: 2 минуты, не больше.',
  ]);
});

test('emojis are there where the person wants them, and nowhere else', () => {
  const facts = factsOf({ '2026-11-16': day({ hydration: 1 }) });
  expect(say(facts, 'en', true)).toMatch(pictures);
  expect(say(facts, 'en', false)).not.toMatch(pictures);
});

test('a week is told in lines: numbers, what they mean, and what comes next', () => {
  const facts = factsOf({
    '2026-11-10': day({ hydration: 1 }),
    '2026-11-16': day({ hydration: 1 }),
    '2026-11-17': day({ hydration: 1, movement: 1 }),
    '2026-11-18': day({ hydration: 1 }),
    '2026-11-19': day({}, true),
    '2026-11-20': day({ hydration: 1 }),
    '2026-11-21': day({ hydration: 1 }),
    '2026-11-22': day({ hydration: 1 }),
  });
  expect(say(facts)).toBe(
    [
      'Неделя 16–22 ноября',
      '',
      'Сделано 7 из 12 (58 %), активных дней: 6.',
      'Вода 6/6 · движение 1/6',
      'Серия дней: 6, лучшая: 6.',
      '',
      '• Ровная неделя: сделано немало, и это видно.',
      '• На 6 дел больше, чем неделей раньше.',
      '• Лучше всего шло вот что: вода, 6 из 6.',
      '• Вы при деле уже 6 дней подряд: это ваша лучшая серия.',
      '• Вы отдыхали 1 день: серия от этого не пострадала.',
      '',
      'На следующую неделю:',
      '• Раздел «движение» пока даётся трудно. Хватит и двух раз за неделю, зато наверняка.',
    ].join('\n'),
  );
  expect(say(facts, 'en')).toContain(
    'The week of 16–22 November\n\n7 of 12 done (58%), 6 days with something done.',
  );
});

test('a week in which a phase was entered is celebrated', () => {
  const facts: WeekFacts = { ...factsOf({ '2026-11-16': day({ hydration: 1 }) }), entered: 'mastery' };
  expect(writeWeek({ facts, language: 'en', emoji: true }).insights[1]).toMatch(
    /^🎉 These are your habits now\. /,
  );
});

test('a week in progress is spoken of as one, and what is open today is not missed', () => {
  const begun = say(factsOf({ '2026-11-16': day({ hydration: 1 }) }, '2026-11-16'));
  expect(begun).toContain('Сделано 1 из 2 (50 %), активных дней: 1, на сегодня ещё открыто: 1.');
  expect(begun).toContain('Неделя идёт хорошо.');
  const whole = say(factsOf({ '2026-11-16': day({ hydration: 1, movement: 1 }) }, '2026-11-16'), 'en');
  expect(whole).toContain('Everything you set out to do so far is done.');
  for (const [text, ahead] of [
    [begun, 'На следующую неделю'],
    [whole, 'For the week ahead'],
  ] as const)
    expect(text).not.toContain(ahead);
  for (const verdict of ['выдалась', 'рамку', 'framing']) expect(begun + whole).not.toContain(verdict);
  const missed = { '2026-11-16': day({}), '2026-11-17': day({}), '2026-11-18': day({ hydration: 1 }) };
  expect(say(factsOf(missed, '2026-11-18'))).toContain('Неделя ещё идёт');
  expect(factsOf(missed, '2026-11-18').openToday).toEqual({ movement: 1 });
  expect(factsOf(missed).openToday).toEqual({});
});

test('a category is not called hard going for what is open today', () => {
  const days = {
    '2026-11-16': day({ hydration: 1, movement: 1 }),
    '2026-11-17': day({ hydration: 1 }),
    '2026-11-18': day({ hydration: 1 }),
  };
  expect(say(factsOf(days, '2026-11-18'))).not.toContain('даётся трудно');
  expect(say(factsOf(days, '2026-11-19'))).toContain('Раздел «движение» пока даётся трудно');
});

test('a day of rest in a week that is not over makes no week of rest, and nothing is urged on', () => {
  const facts = { ...factsOf({ '2026-11-21': day({}, true) }, '2026-11-21'), shortest };
  const words = writeWeek({ facts, language: 'ru', emoji: false });
  expect(words.insights).toEqual(['Пока на этой неделе вы отдыхали: силы тоже нужно копить.']);
  expect(words.recommendations[0]).toMatch(/^Спросите меня утром/);
});

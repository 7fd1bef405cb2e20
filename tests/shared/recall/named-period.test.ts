import { describe, expect, test } from 'vitest';
import { namedPeriod, withoutRelativeTime } from '../../../shared/recall/named-period.ts';
import { tokenize } from '../../../shared/recall/tokenize.ts';

// A Wednesday.
const now = Date.UTC(2026, 3, 15, 12);
const days = (text: string, minutesAhead = 0) => {
  const period = namedPeriod(text, now, minutesAhead);
  return period && [period.from, period.to].map((at) => new Date(at).toISOString().slice(0, 10));
};

describe('a named period', () => {
  test.each([
    ['что я делал вчера?', '2026-04-14', '2026-04-15'],
    ['what happened the day before yesterday', '2026-04-13', '2026-04-14'],
    ['о чем мы говорили на прошлой неделе', '2026-04-06', '2026-04-13'],
    ['last weekend', '2026-04-11', '2026-04-13'],
    ['что было в марте', '2026-03-01', '2026-04-01'],
    ['куда я ездил в мае', '2025-05-01', '2025-06-01'],
    ['что случилось 3 апреля', '2026-04-03', '2026-04-04'],
    ['on May 3, 2024', '2024-05-03', '2024-05-04'],
    ['in June 2023', '2023-06-01', '2023-07-01'],
    ['в понедельник', '2026-04-13', '2026-04-14'],
    ['в прошлую среду', '2026-04-08', '2026-04-09'],
    ['in 2024', '2024-01-01', '2025-01-01'],
    ['в прошлом году', '2025-01-01', '2026-01-01'],
    ['5 дней назад', '2026-04-10', '2026-04-11'],
    ['two weeks ago', '2026-03-28', '2026-04-06'],
  ])('%s', (text, from, to) => {
    expect(days(text)).toEqual([from, to]);
  });

  test.each(['как зовут мою собаку?', 'may I ask?', 'сколько мне лет'])('none in: %s', (text) => {
    expect(days(text)).toBeUndefined();
  });

  test('words that mean another day each time are not looked for', () => {
    expect(tokenize(withoutRelativeTime('что я купил вчера и на прошлой неделе'))).toEqual(tokenize('купил'));
    expect(tokenize(withoutRelativeTime('что я купил 3 мая'))).toEqual(tokenize('купил 3 мая'));
  });

  test('a day begins at the person’s midnight', () => {
    const period = namedPeriod('сегодня', Date.UTC(2026, 3, 15, 22), 180);
    expect(period?.from).toBe(Date.UTC(2026, 3, 15, 21));
  });
});

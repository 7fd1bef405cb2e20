import { normalize } from './tokenize.ts';

/** A stretch of time in milliseconds since the epoch. */
export type Period = { from: number; to: number };

const day = 86_400_000;
const months = [
  'january|январ\\p{L}*',
  'february|феврал\\p{L}*',
  'march|март[ае]?',
  'april|апрел\\p{L}*',
  'may|ма[йея]',
  'june|июн\\p{L}*',
  'july|июл\\p{L}*',
  'august|август\\p{L}*',
  'september|сентябр\\p{L}*',
  'october|октябр\\p{L}*',
  'november|ноябр\\p{L}*',
  'december|декабр\\p{L}*',
];
const weekdays = [
  'monday|понедельник\\p{L}*',
  'tuesday|вторник\\p{L}*',
  'wednesday|сред[ауы]',
  'thursday|четверг\\p{L}*',
  'friday|пятниц\\p{L}*',
  'saturday|суббот\\p{L}*',
  'sunday|воскресень\\p{L}*',
];
const whole = (pattern: string) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${pattern})(?![\\p{L}\\p{N}])`, 'iu');
const monthPatterns = months.map((name) =>
  whole(`(?:(?:in|в|on) )?(?:(\\d{1,2}) )?(?:${name})(?: (\\d{1,2})(?:st|nd|rd|th)?)?(?:,? (\\d{4}))?`),
);
const weekdayPatterns = weekdays.map((name) =>
  whole(`(?:on|last|this|в|во|прошл\\p{L}*) (?:прошл\\p{L}* )?(?:${name})`),
);
const ago = whole(
  '(\\d+|a|an|one|two|three|день|неделю|месяц|год|пару)? ?(day|week|month|year|дн|недел|месяц|год|лет)\\p{L}* (?:ago|назад)',
);
const year = whole('(?:in|during|в|за) ((?:19|20)\\d\\d)(?: год\\p{L}*)?');
const spans: readonly [RegExp, (today: number) => Period][] = [
  [whole('позавчера|(?:the )?day before yesterday'), (today) => ({ from: today - 2 * day, to: today - day })],
  [whole('вчера|yesterday'), (today) => ({ from: today - day, to: today })],
  [whole('сегодня|today'), (today) => ({ from: today, to: today + day })],
  [whole('на прошлой неделе|last week'), (today) => ({ from: monday(today) - 7 * day, to: monday(today) })],
  [whole('на этой неделе|this week'), (today) => ({ from: monday(today), to: monday(today) + 7 * day })],
  [
    whole('в прошлые выходные|last weekend'),
    (today) => ({ from: monday(today) - 2 * day, to: monday(today) }),
  ],
  [whole('в прошлом месяце|last month'), (today) => monthOf(today, -1)],
  [whole('в этом месяце|this month'), (today) => monthOf(today, 0)],
  [whole('в прошлом году|last year'), (today) => yearOf(new Date(today).getUTCFullYear() - 1)],
  [whole('в этом году|this year'), (today) => yearOf(new Date(today).getUTCFullYear())],
];

/** Words that mean another day each time: the day counts, not who else said them. */
const relative = whole(
  'позавчера|вчера|сегодня|(?:the )?day before yesterday|yesterday|today|(?:на|в) (?:этой|этом|прошл\\p{L}*) (?:неделе|месяце|году|выходные)|' +
    '(?:this|last) (?:week|weekend|month|year)',
);

/** A question without the words that name a time by its distance from now. */
export function withoutRelativeTime(question: string): string {
  return normalize(question).replaceAll(new RegExp(relative, 'giu'), ' ').replace(ago, ' ');
}

/** The time that a question names, seen from `now` and in a zone so many minutes ahead of UTC. */
export function namedPeriod(question: string, now: number, minutesAhead = 0): Period | undefined {
  const shift = minutesAhead * 60_000;
  const here = now + shift;
  const period = findPeriod(normalize(question), here - (((here % day) + day) % day));
  return period && { from: period.from - shift, to: period.to - shift };
}

function findPeriod(text: string, today: number): Period | undefined {
  for (const [pattern, period] of spans) if (pattern.test(text)) return period(today);
  return timeAgo(text, today) ?? namedMonth(text, today) ?? namedWeekday(text, today) ?? namedYear(text);
}

const unitDays = [
  [/^(day|дн)/u, 1],
  [/^(week|недел)/u, 7],
  [/^(month|месяц)/u, 30],
  [/^(year|год|лет)/u, 365],
] as const;
const numberWords: Readonly<Record<string, number>> = { two: 2, пару: 2, three: 3 };

function timeAgo(text: string, today: number): Period | undefined {
  const found = ago.exec(text);
  if (!found) return undefined;
  const [, amount = '1', unit = ''] = found;
  const size = unitDays.find(([pattern]) => pattern.test(unit))?.[1] ?? 1;
  const middle = today - (Number(amount) || (numberWords[amount] ?? 1)) * size * day;
  const slack = size === 1 ? 0 : Math.ceil(size / 2) * day;
  return { from: middle - slack, to: middle + slack + day };
}

function namedMonth(text: string, today: number): Period | undefined {
  for (const [month, pattern] of monthPatterns.entries()) {
    const found = pattern.exec(text);
    if (!found || found[0] === 'may') continue;
    const [, before, after, inYear] = found;
    const dayOfMonth = Number(before ?? after ?? 0);
    const thisYear = new Date(today).getUTCFullYear();
    const started = Date.UTC(thisYear, month, dayOfMonth || 1) <= today;
    const given = inYear === undefined ? thisYear - (started ? 0 : 1) : Number(inYear);
    const from = Date.UTC(given, month, dayOfMonth || 1);
    return { from, to: dayOfMonth > 0 ? from + day : Date.UTC(given, month + 1, 1) };
  }
  return undefined;
}

function namedWeekday(text: string, today: number): Period | undefined {
  const weekday = weekdayPatterns.findIndex((pattern) => pattern.test(text));
  if (weekday < 0) return undefined;
  const daysBack = (7 + ((today - monday(today)) / day - weekday)) % 7 || 7;
  return { from: today - daysBack * day, to: today - daysBack * day + day };
}

function namedYear(text: string): Period | undefined {
  const found = year.exec(text);
  return found ? yearOf(Number(found[1])) : undefined;
}

function monday(today: number): number {
  return today - ((new Date(today).getUTCDay() + 6) % 7) * day;
}

function monthOf(today: number, offset: number): Period {
  const date = new Date(today);
  const month = date.getUTCMonth() + offset;
  return {
    from: Date.UTC(date.getUTCFullYear(), month, 1),
    to: Date.UTC(date.getUTCFullYear(), month + 1, 1),
  };
}

function yearOf(inYear: number): Period {
  return { from: Date.UTC(inYear, 0, 1), to: Date.UTC(inYear + 1, 0, 1) };
}

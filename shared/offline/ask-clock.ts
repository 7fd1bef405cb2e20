import { formatDate } from '../prompt/index.ts';
import type { Language } from '../profile/index.ts';

const list = (text: string) => new Set(text.split(' '));
const hours = list('час времени время time');
const days = list('число дата дату день месяц год date day month year');
const named = list('число дата дату date время time');
const asking = list(
  'какое какой какая какую который которое сколько что what whats which сегодня завтра вчера послезавтра позавчера today todays tomorrow yesterday',
);
const fillers = list(
  'за сейчас теперь у нас меня недели был было будет по календарю и идет на дворе часах точное местное текущее текущая ' +
    'сегодняшнее сегодняшняя сегодняшний ' +
    'is the it was will be of week current now are we in on local here have you got do right exact s',
);
const shifts: Readonly<Record<string, number>> = {
  завтра: 1,
  tomorrow: 1,
  tomorrows: 1,
  вчера: -1,
  yesterday: -1,
  послезавтра: 2,
  позавчера: -2,
};

/** Whether a clock or a calendar is all that is needed to answer. */
export function asksTheClock(core: string): boolean {
  const said = core.split(' ');
  const isPlain = said.every(
    (word) => hours.has(word) || days.has(word) || asking.has(word) || fillers.has(word) || word in shifts,
  );
  if (!isPlain || !said.some((word) => hours.has(word) || days.has(word))) return false;
  return said.some((word) => asking.has(word) || named.has(word));
}

const dayMs = 86_400_000;

/** The time or the date that is asked for, where the person is. */
export function tellTheClock(core: string, now: number, timezone: string, language: Language): string {
  const said = core.split(' ');
  const shift = said.map((word) => shifts[word] ?? 0).find((days) => days !== 0) ?? 0;
  const isTime = said.some((word) => hours.has(word));
  const isDate = said.some((word) => days.has(word)) || shift !== 0;
  const parts: string[] = [];
  if (isTime && shift === 0) {
    const where = timezone === 'UTC' ? { ru: ' по UTC', en: ' UTC' }[language] : '';
    const time = timeOf(now, timezone, language);
    parts.push({ ru: `Сейчас ${time}${where}.`, en: `It is ${time}${where}.` }[language]);
  }
  if (isDate || parts.length === 0) {
    const date = fullDate(now, shift, timezone, language);
    const day = dayNames[language][String(shift)] ?? dayNames[language]['0'] ?? '';
    parts.push(`${day}${date}.`.replace(/\.\.$/, '.'));
  }
  return parts.join(' ');
}

const dayNames: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  ru: { '-2': 'Позавчера был день: ', '-1': 'Вчера: ', '0': 'Сегодня ', '1': 'Завтра ', '2': 'Послезавтра ' },
  en: {
    '-2': 'The day before yesterday was ',
    '-1': 'Yesterday was ',
    '0': 'Today is ',
    '1': 'Tomorrow is ',
    '2': 'The day after tomorrow is ',
  },
};

const locales = { ru: 'ru-RU', en: 'en-GB' } as const;

function timeOf(at: number, timeZone: string, language: Language): string {
  return formatDate(at, 'time', timeZone, language);
}

/** The calendar day that many days from the person's own; counted on the calendar, for not every day has 24 hours. */
function fullDate(now: number, shift: number, timeZone: string, language: Language): string {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone }).format(now);
  const day = Date.parse(`${today}T12:00:00Z`) + shift * dayMs;
  return new Intl.DateTimeFormat(locales[language], { dateStyle: 'full', timeZone: 'UTC' }).format(day);
}

/** The hour of the day where the person is. */
export function hourOf(at: number, timeZone: string): number {
  const hour = new Intl.DateTimeFormat('en-GB', { hour: 'numeric', hourCycle: 'h23', timeZone }).format(at);
  return Number(hour);
}

/** When something was said: the day by its name where it is near, and the time. */
export function sayWhen(at: number, now: number, timezone: string, language: Language): string {
  const day = formatDate(at, 'day', timezone, language);
  const time = timeOf(at, timezone, language);
  const near = { ru: ['сегодня', 'вчера'], en: ['today', 'yesterday'] }[language];
  const back = [0, 1].find((days) => formatDate(now - days * dayMs, 'day', timezone, language) === day);
  return `${(back === undefined ? undefined : near[back]) ?? day}, ${time}`;
}

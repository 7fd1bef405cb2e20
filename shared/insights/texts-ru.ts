import type { WeekTexts } from './week-texts.ts';

const plurals = new Intl.PluralRules('ru');
const counted = (count: number, one: string, few: string, many: string) =>
  `${count} ${{ one, few, many, zero: many, two: few, other: many }[plurals.select(count)]}`;
const times = (count: number) => counted(count, 'раз', 'раза', 'раз');
const tasks = (count: number) => counted(count, 'дело', 'дела', 'дел');
const days = (count: number) => counted(count, 'день', 'дня', 'дней');
const quoted = (title: string) => `«${title.replace(/[.!?…]+$/, '')}»`;

export const textsRu: WeekTexts = {
  categories: {
    hydration: 'вода',
    movement: 'движение',
    nutrition: 'питание',
    wellness: 'душевный покой',
    recovery: 'восстановление',
    work: 'работа',
  },
  absent: 'Планов на этой неделе не было, и это ничему не мешает: начать можно в любой день.',
  quietSoFar: 'Пока ничего не отмечено, но неделя ещё не кончилась.',
  quiet:
    'До дел на этой неделе не дошло. Так бывает, и ничего не потеряно: всё начинается с одного маленького дела.',
  rested: 'Неделя отдыха. Силы тоже нужно копить, и вы с этим справились.',
  whole: 'Сделано всё, что было задумано. Такую неделю хочется вставить в рамку.',
  strong: 'Сильная неделя: большая часть задуманного сделана.',
  fair: 'Ровная неделя: сделано немало, и это видно.',
  little: 'Неделя вышла непростой, но каждое сделанное дело считается.',
  more: (count) => `На ${tasks(count)} больше, чем неделей раньше.`,
  best: (category, done, total) => `Лучше всего шло вот что: ${category}, ${done} из ${total}.`,
  run: (count) => `Вы что-нибудь делаете ${days(count)} подряд.`,
  record: (count) => `Вы что-нибудь делаете ${days(count)} подряд, и это ваш лучший счёт.`,
  firm: (category) => `Самая крепкая ваша привычка: ${category}.`,
  rest: (count) => `Вы отдыхали ${days(count)}: счёт дней подряд от этого не пострадал.`,
  beginAgain: (title, minutes) =>
    `Возьмите для начала одно дело, хотя бы ${quoted(title)}: ${counted(minutes, 'минута', 'минуты', 'минут')}, не больше.`,
  askMe: 'Спросите меня утром, что сегодня в плане: я подберу что-нибудь небольшое.',
  fewer: (category) =>
    `Раздел «${category}» пока даётся трудно. Хватит и двух раз за неделю, зато наверняка.`,
  keep: (title) => `Оставьте ${quoted(title)}: это у вас получается.`,
  bestTime: (best, worst) =>
    `${capital(best)} вам удаётся больше, чем ${worst}: важное лучше ставить на это время.`,
  timesOfDay: { morning: 'утром', afternoon: 'днём', evening: 'вечером' },
  addMore: 'Можно прибавить что-то новое или задачу посложнее: запас у вас есть.',
  goOn: 'Продолжайте в том же духе: прибавлять ничего не нужно.',
  title: (dates) => `Неделя ${dates}`,
  done: (done, total, percent) => `Сделано ${done} из ${total} (${percent} %)`,
  active: (count) => `${days(count)} с делами`,
  favourites: 'Чаще всего',
  times,
  streak: (current, longest) => `Дней подряд: ${current}, лучший счёт: ${longest}`,
  ahead: 'На следующую неделю',
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

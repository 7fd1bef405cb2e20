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
  rested: 'На этой неделе вы отдыхали. Силы тоже нужно копить.',
  restedSoFar: 'Пока на этой неделе вы отдыхали: силы тоже нужно копить.',
  wholeSoFar: 'Всё, что было задумано до сих пор, сделано.',
  strongSoFar: 'Неделя идёт хорошо.',
  fairSoFar: 'Неделя идёт ровно: кое-что уже сделано, и это видно.',
  littleSoFar: 'Неделя ещё идёт, и каждое сделанное дело считается.',
  whole: 'Сделано всё, что было задумано. Такую неделю хочется вставить в рамку.',
  strong: 'Сильная неделя: большая часть задуманного сделана.',
  fair: 'Ровная неделя: сделано немало, и это видно.',
  little: 'Неделя выдалась непростой, но каждое сделанное дело считается.',
  more: (count) => `На ${tasks(count)} больше, чем неделей раньше.`,
  best: (category, done, total) => `Лучше всего шло вот что: ${category}, ${done} из ${total}.`,
  run: (count) => `Вы при деле уже ${days(count)} подряд.`,
  record: (count) => `Вы при деле уже ${days(count)} подряд: это ваша лучшая серия.`,
  firm: (category) => `Самая крепкая ваша привычка: ${category}.`,
  rest: (count) => `Вы отдыхали ${days(count)}: серия от этого не пострадала.`,
  beginAgain: (title, minutes) =>
    `Возьмите для начала одно дело, например ${quoted(title)}: ${counted(minutes, 'минута', 'минуты', 'минут')}, не больше.`,
  askMe: 'Спросите меня утром, что сегодня в плане: я подберу что-нибудь небольшое.',
  fewer: (category) =>
    `Раздел «${category}» пока даётся трудно. Хватит и двух раз за неделю, зато наверняка.`,
  keep: (title) => `Оставьте в плане ${quoted(title)}: это у вас получается.`,
  bestTime: (best, worst) =>
    `${capital(best)} вам удаётся больше, чем ${worst}: важное лучше ставить на это время.`,
  timesOfDay: { morning: 'утром', afternoon: 'днём', evening: 'вечером' },
  addMore: 'Можно прибавить что-то новое или задачу посложнее: запас у вас есть.',
  goOn: 'Продолжайте в том же духе: прибавлять ничего не нужно.',
  title: (dates) => `Неделя ${dates}`,
  done: (done, total, percent) => `Сделано ${done} из ${total} (${percent} %)`,
  active: (count) => `активных дней: ${count}`,
  stillOpen: (count) => `на сегодня ещё открыто: ${count}`,
  favourites: 'Чаще всего',
  favouritesOnce: 'Из сделанного',
  times,
  streak: (current, longest) => `Серия дней: ${current}, лучшая: ${longest}`,
  ahead: 'На следующую неделю',
  onwards: 'Что дальше',
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

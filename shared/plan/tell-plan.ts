import type { Language } from '../profile/index.ts';
import type { TimeOfDay } from '../tasks/index.ts';
import { celebratePhase } from './celebrate-phase.ts';
import type { DayPlan, PlannedTask } from './schema.ts';

const words = {
  ru: {
    title: (day: string) => `План на день: ${day}`,
    rest: 'Сегодня день отдыха: что сделаете, то и славно, серия дней не прервётся.',
    allDone: 'Всё сделано. Снимаю шляпу.',
    minutes: (count: number) => `${count} мин`,
    times: { morning: 'Утром', afternoon: 'Днём', evening: 'Вечером' },
    marks: { open: '', done: '✓ ', skipped: '✗ ' },
    locale: 'ru',
  },
  en: {
    title: (day: string) => `The plan of the day: ${day}`,
    rest: 'A day of rest: whatever you do is welcome, and your run of days will not break.',
    allDone: 'All of it is done. My hat is off to you.',
    minutes: (count: number) => `${count} min`,
    times: { morning: 'In the morning', afternoon: 'In the afternoon', evening: 'In the evening' },
    marks: { open: '', done: '✓ ', skipped: '✗ ' },
    locale: 'en-GB',
  },
} as const satisfies Record<Language, { times: Record<TimeOfDay, string>; [name: string]: unknown }>;

/** A plan in plain words, its tasks numbered in their order and marked when done or skipped. */
export function tellPlan(plan: DayPlan, language: Language): string {
  const said = words[language];
  const day = new Intl.DateTimeFormat(said.locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  }).format(Date.parse(plan.date));
  const celebrated = plan.celebration && celebratePhase(plan.celebration);
  const numbered = plan.tasks.map((task, at) => ({ task, line: tellTask(task, at + 1, language) }));
  const groups = Map.groupBy(numbered, ({ task }) => task.timeOfDay);
  const blocks = [
    said.title(day),
    celebrated ? `${celebrated.title[language]}. ${celebrated.message[language]}` : '',
    plan.restDay ? said.rest : '',
    ...[...groups].map(([time, own]) => [said.times[time], ...own.map(({ line }) => line)].join('\n')),
    plan.tasks.length > 0 && plan.tasks.every(({ status }) => status === 'done') ? said.allDone : '',
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function tellTask(
  { title, minutes, reason, status }: PlannedTask,
  number: number,
  language: Language,
): string {
  const said = words[language];
  const line = `${number}. ${said.marks[status]}${title[language]}, ${said.minutes(minutes)}`;
  // Why it was chosen matters while it may still be done.
  return status === 'open' ? `${line}. ${reason[language]}` : line;
}

import type { Category } from '../tasks/index.ts';
import { daysBetween } from './local-day.ts';
import type { DayCount, DayPlan, Learning } from './schema.ts';

/** How many days are kept count of. */
const keptDays = 400;

const nothing: DayCount = { planned: {}, done: {}, skipped: {}, rest: false };

/** The learning state that knows what a plan has, and whether its day is one of rest. */
export function countPlanned(
  learning: Learning,
  { date, tasks, restDay }: Pick<DayPlan, 'date' | 'tasks' | 'restDay'>,
): Learning {
  const planned: DayCount['planned'] = {};
  for (const { category } of tasks) planned[category] = (planned[category] ?? 0) + 1;
  return withDay(learning, date, (day) => ({ ...day, planned, rest: restDay }));
}

/** The learning state that counts a word on a task, or with -1 no longer counts it. */
export function countOutcome(
  learning: Learning,
  { date, category, completed }: { date: string; category: Category; completed: boolean },
  by: 1 | -1,
): Learning {
  const what = completed ? 'done' : 'skipped';
  return withDay(learning, date, (day) => {
    const counted = Math.max(0, (day[what][category] ?? 0) + by);
    return { ...day, [what]: { ...day[what], [category]: counted } };
  });
}

function withDay(learning: Learning, date: string, change: (day: DayCount) => DayCount): Learning {
  const days = { ...learning.days, [date]: change(learning.days[date] ?? nothing) };
  return { ...learning, days: keepDays(days) };
}

/** The days that are kept count of: those of a year and a bit. */
export function keepDays(days: Learning['days']): Learning['days'] {
  const last = Object.keys(days).reduce((latest, date) => (date > latest ? date : latest), '');
  const kept = Object.entries(days).filter(([date]) => daysBetween(date, last) < keptDays);
  return Object.fromEntries(kept);
}

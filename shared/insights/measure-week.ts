import {
  countStreak,
  type DayCount,
  type DayPlan,
  type Learning,
  nextDay,
  type PlannedTask,
  type Tally,
} from '../plan/index.ts';
import { datesOfWeek, shiftWeek } from '../profile/index.ts';
import { type Category, categories, timesOfDay } from '../tasks/index.ts';
import { habitStrength } from './habit-strength.ts';
import type { WeekFacts } from './schema.ts';

const mostFavourites = 5;

/** What a week is measured by: what was learned, the week's plans, and the date where the person is. */
export type WeekMeasured = {
  week: string;
  today: string;
  learning: Pick<Learning, 'days' | 'tasks' | 'transitions'> | undefined;
  plans: readonly DayPlan[];
};

/** Measures a week up to its end, or up to today. */
export function measureWeek({ week, today, learning, plans }: WeekMeasured): WeekFacts {
  const dates = datesOfWeek(week);
  const [from = '', to = ''] = [dates[0], dates.at(-1)];
  const days = Object.fromEntries(
    Object.entries(learning?.days ?? {}).filter(([date]) => date <= to && date <= today),
  );
  const own = daysOf(days, dates);
  const before = sumUp(daysOf(days, datesOfWeek(shiftWeek(week, -1))));
  const present = today >= from && today <= to ? days[today] : undefined;
  const past = plans.filter(({ date }) => date >= from && date <= to && date <= today);
  const tasks = past.flatMap((plan) => plan.tasks);
  // Seen from the day after, so that a last day without anything done ends a run.
  const seenFrom = today > to ? nextDay(to) : today;
  const streak = countStreak({
    activeDays: datesWhere(days, isActive),
    restDays: datesWhere(days, isRest),
    today: seenFrom,
  });
  return {
    week,
    from,
    to,
    today,
    isOver: today > to,
    completionStats: { ...sumUp(own), activeDays: own.filter(isActive).length },
    categoryPerformance: categories.flatMap((category) => {
      const sum = sumUp(own, [category]);
      return sum.totalTasks > 0 ? [{ category, ...sum }] : [];
    }),
    openToday: Object.fromEntries(
      categories.flatMap((category) => {
        const open = openOf(present, category);
        return open > 0 ? [[category, open]] : [];
      }),
    ),
    favoriteTasks: favourites(tasks, learning?.tasks ?? {}),
    streakInfo: { current: streak.current, longest: streak.longest, restDays: own.filter(isRest).length },
    habitStrength: habitStrength(days, seenFrom),
    before: before.totalTasks > 0 ? before : null,
    timesOfDay: timesOfDay.flatMap((timeOfDay) => {
      const planned = past
        .filter(({ restDay }) => !restDay)
        .flatMap(({ date, tasks }) => tasks.filter(({ status }) => date < today || status !== 'open'))
        .filter((task) => task.timeOfDay === timeOfDay);
      if (planned.length === 0) return [];
      return [{ timeOfDay, ...rated(planned.length, planned.filter(isDone).length) }];
    }),
    shortest: shortestOf(tasks),
    lastDay: Object.keys(days).toSorted().at(-1) ?? null,
    entered: learning?.transitions.findLast(({ on }) => on >= from && on <= to && on <= today)?.phase ?? null,
  };
}

function daysOf(days: Readonly<Record<string, DayCount>>, dates: readonly string[]): DayCount[] {
  return dates.flatMap((date) => days[date] ?? []);
}

/** What is still open of a day that is not over, which is no miss yet. */
function openOf(day: DayCount | undefined, category: Category): number {
  if (!day || day.rest) return 0;
  const [planned, done, skipped] = [day.planned, day.done, day.skipped].map((of) => of[category] ?? 0);
  return Math.max(0, (planned ?? 0) - (done ?? 0) - (skipped ?? 0));
}

/** What was asked of some days and what was done. More may be done than was planned; on days of rest nothing is asked. */
function sumUp(days: readonly DayCount[], of: readonly Category[] = categories) {
  let [total, done] = [0, 0];
  for (const day of days) {
    for (const category of of) {
      const completed = day.done[category] ?? 0;
      done += completed;
      total += day.rest ? completed : Math.max(day.planned[category] ?? 0, completed);
    }
  }
  return rated(total, done);
}

function rated(totalTasks: number, completedTasks: number) {
  const rate = totalTasks > 0 ? completedTasks / totalTasks : 0;
  return { totalTasks, completedTasks, completionRate: Math.round(rate * 1000) / 1000 };
}

function favourites(
  tasks: readonly PlannedTask[],
  tallies: Readonly<Record<string, Tally>>,
): WeekFacts['favoriteTasks'] {
  const done = Map.groupBy(tasks.filter(isDone), ({ taskId }) => taskId);
  return [...done.values()]
    .flatMap(([task, ...again]) => {
      if (!task) return [];
      const { taskId, category, title } = task;
      const { rated: count = 0, ratingSum = 0 } = tallies[taskId] ?? {};
      const rating = count > 0 ? Math.round((ratingSum / count) * 10) / 10 : null;
      return [{ taskId, category, title, completed: again.length + 1, rating }];
    })
    .toSorted(
      (one, other) =>
        other.completed - one.completed ||
        (other.rating ?? middling) - (one.rating ?? middling) ||
        one.taskId.localeCompare(other.taskId),
    )
    .slice(0, mostFavourites);
}

/** What nobody rated is liked less than what was praised, and more than what was not. */
const middling = 3;

function shortestOf(tasks: readonly PlannedTask[]): WeekFacts['shortest'] {
  const wanted = tasks.filter(({ status }) => status !== 'skipped');
  const [shortest] = wanted.toSorted((one, other) => one.minutes - other.minutes);
  return shortest ? { title: shortest.title, minutes: shortest.minutes } : null;
}

function datesWhere(days: Readonly<Record<string, DayCount>>, holds: (day: DayCount) => boolean): string[] {
  return Object.entries(days).flatMap(([date, day]) => (holds(day) ? [date] : []));
}

const isDone = ({ status }: PlannedTask) => status === 'done';
const isRest = ({ rest }: DayCount) => rest;
const isActive = ({ done }: DayCount) => Object.values(done).some((count) => count > 0);

import { daysBetween, nextDay } from './local-day.ts';

type Streak = { current: number; longest: number; restDays: number };

/**
 * Runs of days on which something was done. A rest day neither breaks a run nor lengthens it,
 * and today breaks none before it is over.
 */
export function countStreak({
  activeDays,
  restDays,
  today,
}: {
  activeDays: Iterable<string>;
  restDays: Iterable<string>;
  today: string;
}): Streak {
  const active = new Set(activeDays);
  const rest = new Set(restDays);
  const first = [...active, ...rest].toSorted()[0];
  const streak: Streak = { current: 0, longest: 0, restDays: 0 };
  if (first === undefined) return streak;
  for (let day = first; daysBetween(day, today) >= 0; day = nextDay(day)) {
    if (active.has(day)) streak.current++;
    else if (rest.has(day)) streak.restDays++;
    else if (day !== today) streak.current = 0;
    streak.longest = Math.max(streak.longest, streak.current);
  }
  return streak;
}

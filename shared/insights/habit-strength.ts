import { type DayCount, daysBetween } from '../plan/index.ts';
import { type Category, categories } from '../tasks/index.ts';

const halfLifeDays = 14;
/** As much doubt as this many missed days of today: one day makes no habit, and a long absence unmakes one. */
const doubt = 2;

/**
 * How firm the habit of each category is, from 0 to 1: the share of days on which what was planned was done, recent
 * days weighing more. A day of rest, or one that is not over, is no miss.
 */
export function habitStrength(
  days: Readonly<Record<string, DayCount>>,
  today: string,
): { category: Category; strength: number }[] {
  const past = Object.entries(days)
    .map(([date, day]) => ({ age: daysBetween(date, today), day }))
    .filter(({ age }) => age >= 0);
  return categories
    .flatMap((category) => {
      let [kept, weight] = [0, 0];
      for (const { age, day } of past) {
        const done = (day.done[category] ?? 0) > 0;
        const missed = (day.planned[category] ?? 0) > 0 && !day.rest && age > 0;
        if (!done && !missed) continue;
        const share = 0.5 ** (age / halfLifeDays);
        weight += share;
        if (done) kept += share;
      }
      return weight > 0 ? [{ category, strength: round(kept / (weight + doubt)) }] : [];
    })
    .toSorted((one, other) => other.strength - one.strength);
}

function round(share: number): number {
  return Math.round(share * 1000) / 1000;
}

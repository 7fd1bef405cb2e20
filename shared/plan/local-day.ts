import { z } from 'zod';
import { localDate, localHour } from '../profile/index.ts';
import type { TimeOfDay } from '../tasks/index.ts';

const day = 86_400_000;
const dateSchema = z.iso.date();

/** The date and the time of day at an instant, where a person is. */
export function localDay(at: number, timeZone: string): { date: string; timeOfDay: TimeOfDay } {
  const hour = localHour(at, timeZone);
  return {
    date: localDate(at, timeZone),
    timeOfDay: hour < 12 ? 'morning' : hour < 17 ? 'afternoon' : 'evening',
  };
}

/** Whether the calendar has such a date. */
export function isDate(date: string): boolean {
  return dateSchema.safeParse(date).success;
}

/** Whether people work on a date, Monday to Friday. */
export function isWeekday(date: string): boolean {
  const weekday = new Date(date).getUTCDay();
  return weekday > 0 && weekday < 6;
}

/** How many days the second date lies after the first; below 0 when before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / day);
}

/** The date that follows. */
export function nextDay(date: string): string {
  return new Date(Date.parse(date) + day).toISOString().slice(0, 10);
}

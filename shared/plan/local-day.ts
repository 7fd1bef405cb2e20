import { z } from 'zod';
import type { TimeOfDay } from '../tasks/index.ts';

const day = 86_400_000;
const dateSchema = z.iso.date();
const formats = new Map<string, Intl.DateTimeFormat>();

/** The date and the time of day at an instant, where a person is. */
export function localDay(at: number, timeZone: string): { date: string; timeOfDay: TimeOfDay } {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const hour = Number(parts['hour']);
  return {
    date: `${parts['year'] ?? ''}-${parts['month'] ?? ''}-${parts['day'] ?? ''}`,
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

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  // To make one takes longer than to plan a day.
  if (formats.size > 500) formats.clear();
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(timeZone, format);
  return format;
}

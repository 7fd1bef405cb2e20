import { z } from 'zod';
import { datesOfWeek, isWeek, shiftWeek, weekOfDate } from './iso-week.ts';
import { instantOf, localDate, localHour } from './local-time.ts';

/** On Mondays a person hears at this hour how the week before went. */
const hour = 9;
/** From this hour until the next morning nobody is written to: what is late then waits. */
const evening = 21;

/**
 * The week that a person is to hear of next, and when. The week is what is kept when the clock changes or the person
 * travels, and the time follows from it, so none is told twice and none is passed over.
 */
export const weeklySlotSchema = z.object({ week: z.string().refine(isWeek), at: z.number() });
export type WeeklySlot = z.output<typeof weeklySlotSchema>;

/** The slot of someone who begins now: the first week they hear of is the one they begin in. */
export function firstWeekly(now: number, timeZone: string): WeeklySlot {
  return slotOf(weekAt(now, timeZone), timeZone);
}

/** The same week's slot in another time zone. */
export function moveWeekly({ week }: WeeklySlot, timeZone: string): WeeklySlot {
  return slotOf(week, timeZone);
}

/** The slot after a week was told. */
export function nextWeekly(told: string, timeZone: string): WeeklySlot {
  return slotOf(shiftWeek(told, 1), timeZone);
}

/** The slot of two people who are one: what either has not heard of yet is still to be told. */
export function mergeWeekly(
  one: WeeklySlot | undefined,
  other: WeeklySlot | undefined,
  timeZone: string,
): WeeklySlot | undefined {
  const [week] = [one, other].flatMap((slot) => (slot ? [slot.week] : [])).toSorted();
  return week === undefined ? undefined : slotOf(week, timeZone);
}

/**
 * The week to be told of now, the latest where several were missed; nothing while none is due, and nothing at night
 * where the person is.
 */
export function dueWeek({ week }: WeeklySlot, timeZone: string, now: number): string | undefined {
  const shown = localHour(now, timeZone);
  if (shown < hour || shown >= evening) return undefined;
  const last = shiftWeek(weekAt(now, timeZone), -1);
  const latest = slotOf(last, timeZone).at <= now ? last : shiftWeek(last, -1);
  return latest >= week ? latest : undefined;
}

/** The week that it is where a person is. */
export function weekAt(now: number, timeZone: string): string {
  return weekOfDate(localDate(now, timeZone));
}

function slotOf(week: string, timeZone: string): WeeklySlot {
  const [monday = ''] = datesOfWeek(shiftWeek(week, 1));
  return { week, at: instantOf(monday, hour, timeZone) };
}

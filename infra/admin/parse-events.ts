import { UsageError } from './usage.ts';

export type EventsCommand = { verb: 'events'; action: 'reconcile'; day: string };

/** The command about events that these words are. */
export function parseEvents(words: readonly string[], { day }: { day?: string | undefined }): EventsCommand {
  const [action, extra] = words;
  if (action !== 'reconcile' || extra !== undefined)
    throw new UsageError('events takes reconcile --day D, and nothing else.');
  if (day === undefined || !isDay(day)) throw new UsageError('--day must be a day as 2026-11-21.');
  return { verb: 'events', action, day };
}

/** Whether there is such a day: a date that goes past the end of its month is read as one of the next. */
function isDay(day: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return false;
  const moment = new Date(day);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(day);
}

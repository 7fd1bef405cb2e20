import { UsageError } from './usage.ts';

export type EventsCommand = { verb: 'events'; action: 'reconcile'; day: string };

/** The command about events that these words are. */
export function parseEvents(words: readonly string[], { day }: { day?: string | undefined }): EventsCommand {
  const [action, extra] = words;
  if (action !== 'reconcile' || extra !== undefined)
    throw new UsageError('events takes reconcile --day D, and nothing else.');
  if (day === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day)))
    throw new UsageError('--day must be a day as 2026-11-21.');
  return { verb: 'events', action, day };
}

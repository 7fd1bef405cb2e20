import { bytesOf, fillOf } from './add-turn.ts';
import {
  type Activity,
  extractiveEvents,
  keptEvents,
  type MemoryEvent,
  mostWindowBytes,
  type Window,
} from './schema.ts';

/** What leaves a window, oldest first. */
export type Compression = { events: MemoryEvent[]; activities: Activity[] };

/** What is kept takes at most half of a window, so that the next compression is some turns away. */
const mostKeptBytes = mostWindowBytes / 2;
/** Past this the window is compressed without the model, rather than grow further. */
const extractiveBytes = 1.5 * mostWindowBytes;

/** What is to leave the window: all but the last twenty events once it is past its limits; otherwise nothing. */
export function planCompression(window: Window): Compression | undefined {
  if (fillOf(window) <= 1) return undefined;
  let kept = Math.min(keptEvents, window.events.length - 1);
  while (kept > 1 && bytesOf(window.events.slice(-kept)) > mostKeptBytes) kept--;
  const events = window.events.slice(0, -kept);
  const last = window.events[events.length];
  const activities = window.activities.filter(({ at }) => last === undefined || at < last.at);
  return events.length === 0 ? undefined : { events, activities };
}

/** Whether the window may not wait for the model any longer. */
export function isOverdue(window: Window): boolean {
  return window.events.length >= extractiveEvents || bytesOf(window) >= extractiveBytes;
}

/** Whether all that the plan moves is in the window still, as it was, and nothing else was summarised. */
export function stillHolds(plan: Compression, planned: Window, window: Window): boolean {
  const events = new Map(window.events.map((event) => [event.id, event]));
  const activities = new Set(window.activities.map(({ id }) => id));
  return (
    window.summary === planned.summary &&
    window.totals.compressions === planned.totals.compressions &&
    plan.events.every((event) => events.get(event.id)?.content === event.content) &&
    plan.activities.every(({ id }) => activities.has(id))
  );
}

/** The window without what the plan moves; what came meanwhile stays. */
export function compressWindow(
  window: Window,
  plan: Compression,
  { summary, recallRevision }: { summary: string; recallRevision: number },
): Window {
  const gone = new Set([...plan.events, ...plan.activities].map(({ id }) => id));
  return {
    ...window,
    events: window.events.filter(({ id }) => !gone.has(id)),
    activities: window.activities.filter(({ id }) => !gone.has(id)),
    summary,
    totals: { ...window.totals, compressions: window.totals.compressions + 1 },
    recallRevision,
  };
}

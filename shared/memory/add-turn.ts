import {
  extractiveEvents,
  mostEvents,
  mostWindowBytes,
  type MemoryEvent,
  type Turn,
  type Window,
} from './schema.ts';

/** So many ids of messages are remembered, to know one that comes again. */
const mostProcessed = 200;
/** Past this a window is not written: the document it is stored in holds 1 MiB. */
const mostStoredBytes = 800 * 1024;
const mostStoredEvents = extractiveEvents + mostEvents;

/** The window with the turn's two events side by side, before turns of messages that came after this one. */
export function addTurn(
  window: Window | undefined,
  turn: Turn,
  { epoch, now }: { epoch: number; now: number },
): Window {
  const before = window ?? emptyWindow({ epoch, now });
  const at = placeOf(turn.user.at, before.events);
  const newest = at === before.events.length;
  return {
    ...before,
    events: before.events.toSpliced(at, 0, turn.user, turn.reply),
    activities: [...before.activities, ...turn.activities].sort((a, b) => a.at - b.at),
    totals: {
      ...before.totals,
      user: before.totals.user + 1,
      assistant: before.totals.assistant + 1,
    },
    // What an earlier message left behind says nothing of the last answer.
    ...(newest && lastTurn(turn)),
    processed: [...before.processed, { id: turn.messageId, reply: turn.reply.id, model: turn.model }].slice(
      -mostProcessed,
    ),
    epoch: Math.max(before.epoch, epoch),
    updatedAt: Math.max(before.updatedAt, now),
  };
}

/** A window in which nothing was said yet. */
export function emptyWindow({ epoch, now }: { epoch: number; now: number }): Window {
  return {
    events: [],
    activities: [],
    summary: '',
    totals: { user: 0, assistant: 0, compressions: 0 },
    evidence: [],
    processed: [],
    epoch,
    recallRevision: 0,
    createdAt: now,
    updatedAt: now,
  };
}

/** How full a window is: past 1 it is to be compressed. */
export function fillOf(window: Window): number {
  return Math.max(window.events.length / mostEvents, bytesOf(window) / mostWindowBytes);
}

/** Whether the window would outgrow its document. */
export function isBursting(window: Window): boolean {
  return window.events.length > mostStoredEvents || bytesOf(window) > mostStoredBytes;
}

const sizes = new WeakMap<object, number>();

/** About what a window, or a part of it, takes in its document. */
export function bytesOf(part: object): number {
  // One commit asks several times, and nothing changes a window in place.
  const known = sizes.get(part);
  if (known !== undefined) return known;
  const bytes = Buffer.byteLength(JSON.stringify(part));
  sizes.set(part, bytes);
  return bytes;
}

function lastTurn({ ledger, evidence, model }: Turn): Pick<Window, 'ledger' | 'evidence' | 'model'> {
  return { evidence, model, ledger };
}

/** Where a message that came at `at` belongs: turns that overtook it stay whole, behind it. */
function placeOf(at: number, events: readonly MemoryEvent[]): number {
  let place = events.length;
  for (let index = events.length - 1; index >= 0; index--) {
    const event = events[index];
    if (event?.role !== 'user') continue;
    if (event.at <= at) break;
    place = index;
  }
  return place;
}

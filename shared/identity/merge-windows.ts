import type { MemoryEvent, Window } from '../memory/index.ts';

/** One conversation made of two; nothing where the second has all of the first already. */
export function mergeWindows(from: Window, into: Window): Window | undefined {
  const known = new Set(into.events.map(({ id }) => id));
  const events = from.events.filter(({ id }) => !known.has(id));
  const activities = missing(from.activities, into.activities);
  const processed = missing(from.processed, into.processed);
  const hasSummary = into.summary.includes(from.summary.trim());
  if (events.length + activities.length + processed.length === 0 && hasSummary) return undefined;

  // What was counted with events that are here is not counted again.
  const counted = events.length < from.events.length;
  const { ledger, evidence, model } = from.updatedAt > into.updatedAt ? from : into;
  return {
    events: inTurns(events, into.events),
    activities: [...activities, ...into.activities].sort((a, b) => a.at - b.at),
    summary: hasSummary ? into.summary : [from.summary.trim(), into.summary].filter(Boolean).join('\n'),
    totals: {
      user: into.totals.user + (counted ? 0 : from.totals.user),
      assistant: into.totals.assistant + (counted ? 0 : from.totals.assistant),
      compressions: into.totals.compressions + (counted ? 0 : from.totals.compressions),
    },
    ...(ledger && { ledger }),
    evidence,
    ...(model !== undefined && { model }),
    processed: [...processed, ...into.processed],
    epoch: into.epoch,
    recallRevision: into.recallRevision,
    createdAt: Math.min(from.createdAt, into.createdAt),
    updatedAt: Math.max(from.updatedAt, into.updatedAt),
  };
}

function missing<T extends { id: string }>(from: readonly T[], into: readonly T[]): T[] {
  const known = new Set(into.map(({ id }) => id));
  return from.filter(({ id }) => !known.has(id));
}

/** The events of both by time, each answer with what it answers. */
function inTurns(...lists: readonly (readonly MemoryEvent[])[]): MemoryEvent[] {
  const turns: MemoryEvent[][] = [];
  for (const events of lists) {
    events.forEach((event, place) => {
      if (event.role === 'user' || place === 0) turns.push([event]);
      else turns.at(-1)?.push(event);
    });
  }
  return turns.sort((a, b) => (a[0]?.at ?? 0) - (b[0]?.at ?? 0)).flat();
}

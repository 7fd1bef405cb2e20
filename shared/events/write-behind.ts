import { type Clock, systemClock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { log } from '../platform/log.ts';
import { counter, gauge, histogram } from '../platform/metrics.ts';
import { withinLimit } from '../platform/within-limit.ts';
import type { Flushed } from './flush-events.ts';
import { createFlushQueue } from './flush-queue.ts';
import type { LearnedEvent } from './schema.ts';

const flushes = counter('preference_flushes_total', 'Flushes of what people did, by what became of them', [
  'outcome',
]);
const eventsDropped = counter('preference_events_dropped_total', 'Events given up, by why', ['reason']);
const flushSeconds = histogram('preference_flush_seconds', 'Time that one flush takes');
const waitingEvents = gauge('preference_events_waiting', 'Events that are not stored yet');

type Entry = {
  one: LearnedEvent;
  /** Tells who waits for it to be stored. */
  settle: ((error?: unknown) => void) | undefined;
  /** Whether its id is of the app's. */
  mayRepeat: boolean;
  /** Whether somebody was told that it is taken: then no one's impatience makes it go. */
  promised: boolean;
  gone: boolean;
};

/** What is held of one person. */
type Held = {
  userId: string;
  waiting: Entry[];
  flying: Entry[];
  /** What the last flush stored: a search that read just before it still lacks that. */
  stored: { updatedAt: number; events: readonly LearnedEvent[] };
  /** Events with an id of the app's, which may come again. */
  known: Map<string, Entry> | undefined;
  nextAt: number;
  failures: number;
  timer: NodeJS.Timeout | undefined;
};

export type WriteBehindOptions = {
  /** Stores events of one person, each with its effect once; it may be asked again about the same ones. */
  flush: (userId: string, events: readonly LearnedEvent[]) => Promise<Flushed>;
  clock?: Clock;
  /** How long the first event of a person waits for others. */
  firstMs?: number;
  /** Between two flushes of one person that nobody waits for. */
  apartMs?: number;
  /** Flushes at once. */
  maxFlushes?: number;
  /** Events held of all, and of one person. */
  maxEvents?: number;
  maxEventsEach?: number;
  /** How long a caller waits for an event to be stored. */
  durableMs?: number;
  /** How long one attempt may take. */
  attemptMs?: number;
  /** For how long a flush that fails is tried again. */
  keptMs?: number;
  firstPauseMs?: number;
  /** How long `drain` waits; the process ends within 8 seconds. */
  drainMs?: number;
};

export type WriteBehind = {
  /**
   * Holds an event until it is stored; `stored` resolves once it is, where that is to be waited for. Told again while
   * held, it is held once. Throws where there is no more room.
   */
  add(userId: string, one: LearnedEvent, how: { durable: boolean; mayRepeat: boolean }): Added;
  pending(userId: string, updatedAt?: number): readonly LearnedEvent[];
  /** Resolves once all that is held of the person now is stored. */
  settle(userId: string): Promise<void>;
  drain(): Promise<void>;
};
type Added = { known: boolean; stored: Promise<void> | undefined };

const batchEvents = 500;

/** Holds what people did and stores it soon after: coalesced by person, paced, tried again, bounded. */
export function createWriteBehind(options: WriteBehindOptions): WriteBehind {
  const { flush, clock = systemClock, firstMs = 25, apartMs = 1000, maxFlushes = 16 } = options;
  const { maxEvents = 50_000, maxEventsEach = 2000, durableMs = 5000, attemptMs = 10_000 } = options;
  const { keptMs = 10 * 60_000, firstPauseMs = 250, drainMs = 6000 } = options;
  const people = new Map<string, Held>();
  const queue = createFlushQueue<Held>();
  let events = 0;
  let flying = 0;
  let draining = false;
  let pumping: NodeJS.Immediate | undefined;
  let settled: (() => void) | undefined;
  waitingEvents.set(0);

  function count(change: number): void {
    events += change;
    waitingEvents.set(events);
    if (events === 0) settled?.();
  }

  function open(userId: string): Held {
    let held = people.get(userId);
    if (held === undefined) {
      held = {
        userId,
        waiting: [],
        flying: [],
        stored: { updatedAt: 0, events: [] },
        known: undefined,
        nextAt: 0,
        failures: 0,
        timer: undefined,
      };
      people.set(userId, held);
    }
    return held;
  }

  function makeReady(held: Held, urgent: boolean): void {
    clearTimeout(held.timer);
    held.timer = undefined;
    // Whoever is on the way is looked after when they land.
    if (held.flying.length > 0) return;
    queue.add(held, urgent);
    pumping ??= setImmediate(pump);
  }

  function schedule(held: Held): void {
    if (held.flying.length > 0 || held.timer !== undefined) return;
    if (draining) makeReady(held, false);
    else held.timer = setTimeout(() => lapse(held), Math.max(firstMs, held.nextAt - clock()));
  }

  function lapse(held: Held): void {
    held.timer = undefined;
    if (held.waiting.length > 0) makeReady(held, false);
    else people.delete(held.userId);
  }

  function pump(): void {
    pumping = undefined;
    while (flying < maxFlushes * (draining ? 4 : 1)) {
      const held = queue.next();
      if (!held) return;
      if (held.flying.length === 0 && held.waiting.length > 0) void fly(held);
    }
  }

  async function fly(held: Held): Promise<void> {
    const batch = held.waiting.splice(0, batchEvents);
    held.flying = batch;
    flying += 1;
    const began = performance.now();
    try {
      const told = batch.map(({ one }) => one);
      const stored = await withinLimit(flush(held.userId, told), attemptMs);
      land(held, batch, stored);
      flushes.inc({ outcome: stored.refused.size > 0 ? 'refused' : 'stored' });
    } catch (cause) {
      flushes.inc({ outcome: 'failed' });
      keep(held, batch, cause);
    } finally {
      flushSeconds.observe((performance.now() - began) / 1000);
      flying -= 1;
    }
    goOn(held);
  }

  function land(held: Held, batch: Entry[], { refused, updatedAt }: Flushed): void {
    held.flying = [];
    held.failures = 0;
    held.nextAt = clock() + apartMs;
    held.stored = { updatedAt, events: batch.map(({ one }) => one).filter((one) => !refused.has(one)) };
    held.known = undefined;
    for (const entry of held.waiting) if (entry.mayRepeat) remember(held, entry);
    let unheard = 0;
    for (const { one, settle } of batch) {
      const error = refused.get(one);
      settle?.(error);
      if (error && !settle) unheard += 1;
    }
    if (unheard > 0) {
      eventsDropped.inc({ reason: 'refused' }, unheard);
      log.info('events.refused', { count: unheard });
    }
    count(-batch.length);
  }

  /** What nobody waits for any more, or that can never be stored, goes; the rest is tried again. */
  function keep(held: Held, batch: Entry[], cause: unknown): void {
    held.flying = [];
    held.failures += 1;
    const now = clock();
    const isKept = ({ one, gone }: Entry) => !gone && !isHopeless(cause) && one.receivedAt > now - keptMs;
    const kept = batch.filter(isKept);
    const given = batch.filter((entry) => !entry.gone && !isKept(entry));
    for (const { settle, one } of given) {
      settle?.(cause);
      held.known?.delete(one.eventId);
    }
    if (given.length > 0) drop('failed', given.length, cause);
    else if (held.failures === 1) log.warning('events.flush_failed', { count: batch.length }, cause);
    held.waiting.unshift(...kept);
    count(kept.length - batch.length);
    held.nextAt = now + Math.min(10_000, firstPauseMs * 2 ** (held.failures - 1)) * (0.5 + Math.random());
  }

  function drop(reason: string, dropped: number, cause?: unknown): void {
    eventsDropped.inc({ reason }, dropped);
    log.error('events.dropped', { reason, count: dropped }, cause);
  }

  function goOn(held: Held): void {
    const isUrgent = held.failures === 0 && held.waiting.some(({ settle }) => settle);
    if (isUrgent) makeReady(held, true);
    else if (draining && held.failures > 0) held.timer = setTimeout(() => lapse(held), 100);
    else schedule(held);
    pumping ??= setImmediate(pump);
  }

  /** Resolves once the entry is stored; where that takes too long, it is kept no longer. */
  function awaitStored(held: Held, entry: Entry): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const others = entry.settle;
      const settle = (error?: unknown) => {
        clearTimeout(limit);
        others?.(error);
        if (error === undefined) resolve();
        else reject(error instanceof AppError ? error : unavailable(error));
      };
      const limit = setTimeout(() => {
        if (!entry.promised) giveUp(held, entry);
        entry.settle?.(new Error(`not stored within ${durableMs} ms`));
        entry.settle = undefined;
      }, durableMs);
      entry.settle = settle;
    });
  }

  function giveUp(held: Held, entry: Entry): void {
    entry.gone = true;
    held.known?.delete(entry.one.eventId);
    const place = held.waiting.indexOf(entry);
    if (place < 0) return;
    held.waiting.splice(place, 1);
    count(-1);
  }

  return {
    add(userId, one, { durable, mayRepeat }) {
      const held = open(userId);
      const repeated = mayRepeat ? held.known?.get(one.eventId) : undefined;
      const entry = repeated ?? { one, settle: undefined, mayRepeat, promised: false, gone: false };
      if (!repeated) {
        if (events >= maxEvents) throw full('unavailable');
        if (held.waiting.length >= maxEventsEach) throw full('rate_limited');
        held.waiting.push(entry);
        if (mayRepeat) remember(held, entry);
        count(1);
      }
      if (!durable) {
        entry.promised = true;
        schedule(held);
        return { known: repeated !== undefined, stored: undefined };
      }
      const stored = awaitStored(held, entry);
      if (held.failures === 0) makeReady(held, true);
      else schedule(held);
      return { known: repeated !== undefined, stored };
    },

    pending(userId, updatedAt) {
      const held = people.get(userId);
      if (!held) return [];
      const { stored, flying: leaving, waiting } = held;
      const lacking = updatedAt !== undefined && stored.updatedAt > updatedAt ? stored.events : [];
      return [...lacking, ...leaving.map(({ one }) => one), ...waiting.map(({ one }) => one)];
    },

    async settle(userId) {
      const held = people.get(userId);
      const last = held?.waiting.at(-1) ?? held?.flying.at(-1);
      if (!held || !last) return;
      const stored = awaitStored(held, last);
      if (held.failures === 0) makeReady(held, true);
      else schedule(held);
      await stored;
    },

    async drain() {
      draining = true;
      for (const held of people.values()) if (held.waiting.length > 0) makeReady(held, false);
      const empty = new Promise<void>((resolve) => {
        settled = resolve;
      });
      if (events > 0) await withinLimit(empty, drainMs).catch(() => drop('ended', events));
      draining = false;
      settled = undefined;
    },
  };
}

function remember(held: Held, entry: Entry): void {
  held.known ??= new Map();
  held.known.set(entry.one.eventId, entry);
}

function full(code: 'unavailable' | 'rate_limited'): AppError {
  eventsDropped.inc({ reason: 'full' });
  return new AppError(code, 'There is no room for more events now; send it again.', { retryAfterSeconds: 2 });
}

function unavailable(cause: unknown): AppError {
  const message = 'The event could not be stored and is not kept; send it again.';
  return new AppError('unavailable', message, { cause, retryAfterSeconds: 2 });
}

/** The store says that no other attempt will do: the argument is not valid. */
function isHopeless(cause: unknown): boolean {
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 3;
}

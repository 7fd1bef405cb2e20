import { type Clock, systemClock } from './clock.ts';
import { log } from './log.ts';
import { counter } from './metrics.ts';
import { withinLimit } from './within-limit.ts';

const looks = counter('live_looks_total', 'Looks at what may change while a process runs', [
  'what',
  'outcome',
]);

/** How long a value is taken as it is, and how old one may be that somebody waited for. */
const everyMs = 30_000;
const newestMs = 60_000;
/** A look that failed is not repeated at once. */
const pauseMs = 5000;

/** Something shared that changes seldom, held in memory and looked at behind the scenes. */
export type Live<V> = {
  /** What was good last; never waits. */
  current(): V;
  /** Resolves once `current` gives what held within the last minute, or that could not be found out. Never rejects. */
  ready(): Promise<void>;
  /** Looks now; rejects where that fails. */
  refresh(): Promise<void>;
};

export type LiveOptions<V> = {
  /** Its name in metrics and logs. */
  what: string;
  initial: V;
  /** Finds what holds now, given what held before; where it throws, that stays. */
  read(before: V): Promise<V>;
  patienceMs?: number;
  clock?: Clock;
};

/** Keeps a value that is read again every half minute while it is used. */
export function createLive<V>(options: LiveOptions<V>): Live<V> {
  const { what, initial, read, patienceMs = 3000, clock = systemClock } = options;
  for (const outcome of ['read', 'failed']) looks.inc({ what, outcome }, 0);
  let value = initial;
  let readAt = -Infinity;
  let failedAt = -Infinity;
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    try {
      value = await withinLimit(read(value), patienceMs);
      readAt = clock();
      looks.inc({ what, outcome: 'read' });
    } catch (cause) {
      failedAt = clock();
      looks.inc({ what, outcome: 'failed' });
      log.warning('platform.live_not_read', { what }, cause);
      throw cause;
    } finally {
      looking = undefined;
    }
  }

  const refresh = () => (looking ??= look());
  const quietly = () => refresh().catch(() => undefined);
  const isPausing = () => clock() - failedAt < pauseMs;
  return {
    current() {
      if (clock() - readAt >= everyMs && !isPausing()) void quietly();
      return value;
    },
    async ready() {
      if (clock() - readAt >= newestMs && !isPausing()) await quietly();
    },
    refresh,
  };
}

import type { Clock } from '../platform/clock.ts';
import { log } from '../platform/log.ts';
import { dayOf } from './schema.ts';

export type TotalStore = {
  read: (day: string) => Promise<number>;
  increase: (day: string, tokens: number) => Promise<void>;
};

export type Total = {
  /** Learns what all instances have spent, unless that is known well enough. Never throws. */
  refresh(): Promise<void>;
  /** What is known to be spent today, this instance's own included at once. */
  spent(): number;
  add(tokens: number): void;
  /** Writes what was not written yet. */
  flush(): Promise<void>;
};

export type TotalOptions = { store: TotalStore; clock: Clock; freshMs: number; flushMs: number };

/** Counts what all spend in a day: many additions are one write, many questions one read. */
export function countTotal({ store, clock, freshMs, flushMs }: TotalOptions): Total {
  /** What was read, and what was added here since and is not in it. */
  let known = { day: '', read: 0, own: 0, at: -Infinity };
  let unwritten = new Map<string, number>();
  let reading: Promise<void> | undefined;
  let writing: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const today = () => {
    const day = dayOf(clock());
    if (known.day !== day) known = { day, read: 0, own: 0, at: -Infinity };
    return known;
  };

  async function read(): Promise<void> {
    const { day } = today();
    const at = clock();
    try {
      // What is on its way must not be counted twice, nor missed.
      await writing;
      const waiting = unwritten.get(day) ?? 0;
      const before = today().own;
      const value = await store.read(day);
      const now = today();
      if (now.day === day) known = { day, read: value, own: waiting + (now.own - before), at };
    } catch (cause) {
      log.warning('quota.total_not_read', {}, cause);
      if (known.day === day) known.at = at;
    }
  }

  async function write(): Promise<void> {
    const batch = unwritten;
    unwritten = new Map();
    for (const [day, tokens] of batch) {
      try {
        await store.increase(day, tokens);
      } catch (cause) {
        log.warning('quota.total_not_written', { day }, cause);
        unwritten.set(day, (unwritten.get(day) ?? 0) + tokens);
      }
    }
    if (unwritten.size > 0) later();
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(write);
    return writing;
  }

  function later(): void {
    // Instances that started together must not write together.
    timer ??= setTimeout(() => void flush(), flushMs * (0.75 + Math.random() / 2)).unref();
  }

  return {
    async refresh() {
      if (clock() - today().at < freshMs) return;
      reading ??= read().finally(() => (reading = undefined));
      await reading;
    },
    spent: () => today().read + today().own,
    add(tokens) {
      if (tokens <= 0) return;
      const { day } = today();
      known.own += tokens;
      unwritten.set(day, (unwritten.get(day) ?? 0) + tokens);
      later();
    },
    async flush() {
      await flush();
      clearTimeout(timer);
      timer = undefined;
    },
  };
}

import { type Clock, systemClock } from './clock.ts';
import { counter } from './metrics.ts';

const hits = counter('cache_hits_total', 'Reads answered from memory', ['cache']);
const misses = counter('cache_misses_total', 'Reads that had to load, or joined a load', ['cache']);

export type CacheOptions = {
  /** Its name in the metrics. */
  name: string;
  ttlMs: number;
  /** Most entries held; the least recently used goes first. */
  max: number;
  /** How long "there is none" is remembered; not at all unless set. */
  negativeTtlMs?: number;
  clock?: Clock;
};

export type Cache<V> = {
  /** The value in memory, or what `load` finds; callers that miss at once share one load. */
  get(key: string, load: () => Promise<V | undefined>): Promise<V | undefined>;
  set(key: string, value: V): void;
  delete(key: string): void;
  /** Drops every key that starts so, e.g. all of one person. */
  deletePrefix(prefix: string): void;
  clear(): void;
};

/**
 * Keeps what was loaded in this process for a while. A failed load is not kept, nor is one that a write or
 * a delete overtook: it may have read what was there before.
 */
export function createCache<V>(options: CacheOptions): Cache<V> {
  const { name, ttlMs, max, negativeTtlMs = 0, clock = systemClock } = options;
  const label = { cache: name };
  hits.inc(label, 0);
  misses.inc(label, 0);
  const entries = new Map<string, { value: V | undefined; expiresAt: number }>();
  const loads = new Map<string, Promise<V | undefined>>();

  function store(key: string, value: V | undefined): void {
    entries.delete(key);
    const ttl = value === undefined ? negativeTtlMs : ttlMs;
    if (ttl <= 0) return;
    entries.set(key, { value, expiresAt: clock() + ttl });
    if (entries.size <= max) return;
    const oldest = entries.keys().next();
    if (!oldest.done) entries.delete(oldest.value);
  }

  async function start(key: string, load: () => Promise<V | undefined>): Promise<V | undefined> {
    // Whoever writes or deletes the key takes the load off the list, and a later reader starts one of its own.
    const isCurrent = () => loads.get(key) === loading;
    const loading = load();
    loads.set(key, loading);
    try {
      const value = await loading;
      if (isCurrent()) store(key, value);
      return value;
    } finally {
      if (isCurrent()) loads.delete(key);
    }
  }

  return {
    get(key, load) {
      const entry = entries.get(key);
      if (entry && clock() < entry.expiresAt) {
        hits.inc(label);
        entries.delete(key);
        entries.set(key, entry);
        return Promise.resolve(entry.value);
      }
      misses.inc(label);
      return loads.get(key) ?? start(key, load);
    },
    set(key, value) {
      loads.delete(key);
      store(key, value);
    },
    delete(key) {
      loads.delete(key);
      entries.delete(key);
    },
    deletePrefix(prefix) {
      for (const held of [entries, loads]) {
        for (const key of held.keys()) if (key.startsWith(prefix)) held.delete(key);
      }
    },
    clear() {
      loads.clear();
      entries.clear();
    },
  };
}

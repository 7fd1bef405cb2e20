import { createCache } from './cache.ts';
import type { Clock } from './clock.ts';

export type EpochCache<V> = {
  /** What is in memory for this epoch, or what `load` finds; that there is none is held as well. */
  get(key: string, epoch: number, load: () => Promise<V | undefined>): Promise<V | undefined>;
  delete(key: string): void;
  /** Drops every key that starts so, e.g. all of one person. */
  deletePrefix(prefix: string): void;
};

/** A cache of what may not be there, which loads anew for another epoch than it loaded for. */
export function createEpochCache<V>(options: {
  name: string;
  ttlMs: number;
  clock?: Clock;
  max?: number;
}): EpochCache<V> {
  const cache = createCache<{ epoch: number; value: V | undefined }>({ max: 5000, ...options });
  return {
    async get(key, epoch, load) {
      const loadFor = async () => ({ epoch, value: await load() });
      const held = await cache.get(key, loadFor);
      if (held?.epoch === epoch) return held.value;
      cache.delete(key);
      return (await cache.get(key, loadFor))?.value;
    },
    delete: (key) => cache.delete(key),
    deletePrefix: (prefix) => cache.deletePrefix(prefix),
  };
}

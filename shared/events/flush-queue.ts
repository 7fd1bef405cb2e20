/** One thing at a time for each key, some keys at once; who is urgent goes first. */
export type FlushQueue<T> = {
  add(item: T, urgent: boolean): void;
  next(): T | undefined;
};

/** Queues items, each once: one that becomes urgent goes before those that are not. */
export function createFlushQueue<T>(): FlushQueue<T> {
  const urgent = new Set<T>();
  const calm = new Set<T>();
  return {
    add(item, isUrgent) {
      if (urgent.has(item)) return;
      if (!isUrgent) {
        calm.add(item);
        return;
      }
      calm.delete(item);
      urgent.add(item);
    },
    next() {
      for (const queue of [urgent, calm]) {
        const first = queue.values().next();
        if (first.done) continue;
        queue.delete(first.value);
        return first.value;
      }
      return undefined;
    },
  };
}

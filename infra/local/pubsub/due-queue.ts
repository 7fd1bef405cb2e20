type Item = { readonly at: number; readonly id: number };

/** A queue ordered by time, then by id; a stale item is skipped when it comes up, not searched for. */
export type DueQueue = {
  push(at: number, id: number): void;
  /** The earliest item that `isCurrent` still vouches for, left in place. */
  peek(): Item | undefined;
  pop(): void;
};

/** Makes an empty queue. */
export function createDueQueue(isCurrent: (item: Item) => boolean): DueQueue {
  const heap: Item[] = [];

  function before(left: number, right: number): boolean {
    const a = heap[left];
    const b = heap[right];
    if (!a || !b) return false;
    return a.at < b.at || (a.at === b.at && a.id < b.id);
  }

  function swap(left: number, right: number): void {
    const a = heap[left];
    const b = heap[right];
    if (!a || !b) return;
    heap[left] = b;
    heap[right] = a;
  }

  function push(at: number, id: number): void {
    let index = heap.push({ at, id }) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!before(index, parent)) return;
      swap(index, parent);
      index = parent;
    }
  }

  function pop(): void {
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    heap[0] = last;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const child = before(left + 1, left) ? left + 1 : left;
      if (!before(child, index)) return;
      swap(index, child);
      index = child;
    }
  }

  function peek(): Item | undefined {
    for (;;) {
      const top = heap[0];
      if (!top || isCurrent(top)) return top;
      pop();
    }
  }

  return { push, peek, pop };
}

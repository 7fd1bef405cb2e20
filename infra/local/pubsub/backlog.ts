import { createDueQueue } from './due-queue.ts';

/** One message that a subscription still owes its reader. */
export type Entry = {
  readonly id: number;
  /** Empty where order does not matter. */
  readonly key: string;
  /** Deliveries that failed or ran out of time. */
  failures: number;
  /** Held back until then; while leased, when the lease ends. */
  at: number;
  readonly publishedAt: number;
  leased: boolean;
};

/** What a subscription owes: a key's messages strictly one after the other, all others side by side. */
export type Backlog = {
  add(entry: Omit<Entry, 'leased'>): void;
  get(id: number): Entry | undefined;
  /** Leases the next message that is due. */
  take(now: number, leaseUntil: number): Entry | undefined;
  /** Leases the message right behind a leased one of the same key, so that one pull may carry both. */
  takeFollower(entry: Entry, leaseUntil: number): Entry | undefined;
  /** Forgets a message and lets the next of its key go. */
  settle(id: number): void;
  /** Ends a lease; the message is due again at `at`. */
  release(entry: Entry, at: number): void;
  extend(entry: Entry, leaseUntil: number): void;
  /** The leases that have run out. */
  overdue(now: number): Entry[];
  /** The unleased messages published at or before then. */
  publishedBy(time: number): Entry[];
  /** When a message is next due or a lease next ends. */
  nextDue(): number | undefined;
  nextLeaseEnd(): number | undefined;
};

/** Makes an empty backlog; it holds no clock, no timer and no I/O. */
export function createBacklog(): Backlog {
  const entries = new Map<number, Entry>();
  const lanes = new Map<string, Entry[]>();
  const due = createDueQueue(({ at, id }) => {
    const entry = entries.get(id);
    return entry !== undefined && !entry.leased && entry.at === at;
  });
  const leases = createDueQueue(({ at, id }) => {
    const entry = entries.get(id);
    return entry !== undefined && entry.leased && entry.at === at;
  });

  function isHead(entry: Entry): boolean {
    return entry.key === '' || lanes.get(entry.key)?.[0] === entry;
  }

  function lease(entry: Entry, until: number): Entry {
    entry.leased = true;
    entry.at = until;
    if (until !== Infinity) leases.push(until, entry.id);
    return entry;
  }

  function settle(id: number): void {
    const entry = entries.get(id);
    if (!entry) return;
    entries.delete(id);
    const lane = lanes.get(entry.key);
    if (!lane) return;
    const wasHead = lane[0] === entry;
    if (wasHead) lane.shift();
    else lane.splice(lane.indexOf(entry), 1);
    const head = lane[0];
    if (!head) lanes.delete(entry.key);
    else if (wasHead && !head.leased) due.push(head.at, head.id);
  }

  return {
    add(fresh) {
      const entry = { ...fresh, leased: false };
      entries.set(entry.id, entry);
      if (entry.key !== '') {
        const lane = lanes.get(entry.key);
        if (lane) return void lane.push(entry);
        lanes.set(entry.key, [entry]);
      }
      due.push(entry.at, entry.id);
    },
    get: (id) => entries.get(id),
    take(now, leaseUntil) {
      const next = due.peek();
      if (!next || next.at > now) return undefined;
      due.pop();
      const entry = entries.get(next.id);
      return entry && lease(entry, leaseUntil);
    },
    takeFollower(entry, leaseUntil) {
      if (entry.key === '') return undefined;
      const lane = lanes.get(entry.key) ?? [];
      const follower = lane[lane.indexOf(entry) + 1];
      return follower && !follower.leased ? lease(follower, leaseUntil) : undefined;
    },
    settle,
    release(entry, at) {
      entry.leased = false;
      entry.at = at;
      if (isHead(entry)) due.push(at, entry.id);
    },
    extend: (entry, leaseUntil) => void lease(entry, leaseUntil),
    overdue(now) {
      const ended: Entry[] = [];
      for (let next = leases.peek(); next && next.at <= now; next = leases.peek()) {
        leases.pop();
        const entry = entries.get(next.id);
        if (entry) ended.push(entry);
      }
      return ended;
    },
    publishedBy: (time) => [...entries.values()].filter((one) => one.publishedAt <= time && !one.leased),
    nextDue: () => due.peek()?.at,
    nextLeaseEnd: () => leases.peek()?.at,
  };
}

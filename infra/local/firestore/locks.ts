import { Refusal } from './refusal.ts';

/** Who can hold locks: a transaction. */
export type Owner = { readonly keys: Set<string>; readonly waits: Set<Waiter> };

type Waiter = {
  owner: Owner | undefined;
  keys: readonly string[];
  grant: () => void;
  refuse: (cause: Refusal) => void;
  timer: NodeJS.Timeout;
};

export type Locks = {
  /**
   * Runs `action` at the moment all keys are free, first come first served. With an owner the keys are then held
   * until `release`; without one they only had to be free. Waiting in a circle or too long is ABORTED.
   */
  request<T>(
    owner: Owner | undefined,
    keys: readonly string[],
    action: () => T,
    call?: Abandonable,
  ): Promise<T>;
  /** Takes the keys when all are free; otherwise none. */
  tryHold(owner: Owner, keys: readonly string[]): boolean;
  release(owner: Owner): void;
  /** Refuses all who wait. */
  close(): void;
};

/** A call whose caller may give up while it waits. */
export type Abandonable = { closed: boolean; onClose: (() => void) | undefined };

const CONTENTION = 'Too much contention on these documents. Please try again.';

export function createLocks(waitMs: number): Locks {
  const held = new Map<string, Owner>();
  const queues = new Map<string, Set<Waiter>>();

  const isFree = (owner: Owner | undefined, key: string): boolean => {
    const holder = held.get(key);
    return holder === undefined || holder === owner;
  };

  function hold(owner: Owner | undefined, keys: readonly string[]): void {
    if (!owner) return;
    for (const key of keys) {
      held.set(key, owner);
      owner.keys.add(key);
    }
  }

  function leave(waiter: Waiter): void {
    clearTimeout(waiter.timer);
    waiter.owner?.waits.delete(waiter);
    for (const key of waiter.keys) {
      const queue = queues.get(key);
      queue?.delete(waiter);
      if (queue?.size === 0) queues.delete(key);
    }
  }

  function waitsForItself(owner: Owner, keys: readonly string[]): boolean {
    const seen = new Set<Owner>();
    const pending = [...holdersOf(keys)];
    for (let holder = pending.pop(); holder; holder = pending.pop()) {
      if (holder === owner || seen.has(holder)) continue;
      seen.add(holder);
      for (const wait of holder.waits) {
        const next = holdersOf(wait.keys);
        if (next.includes(owner)) return true;
        pending.push(...next);
      }
    }
    return false;
  }

  function holdersOf(keys: readonly string[]): Owner[] {
    return keys.flatMap((key) => held.get(key) ?? []);
  }

  return {
    request(owner, keys, action, call) {
      if (held.size === 0 || keys.every((key) => isFree(owner, key))) {
        hold(owner, keys);
        return settle(action);
      }
      if (owner && waitsForItself(owner, keys)) return Promise.reject(new Refusal('ABORTED', CONTENTION));
      return new Promise((resolve, reject) => {
        const waiter: Waiter = {
          owner,
          keys,
          grant() {
            leave(waiter);
            hold(owner, keys);
            resolve(settle(action));
          },
          refuse(cause) {
            leave(waiter);
            reject(cause);
          },
          timer: setTimeout(() => waiter.refuse(new Refusal('ABORTED', 'Transaction lock timeout.')), waitMs),
        };
        for (const key of keys) queues.set(key, (queues.get(key) ?? new Set()).add(waiter));
        owner?.waits.add(waiter);
        if (call) call.onClose = () => waiter.refuse(new Refusal('CANCELLED', 'The caller gave up.'));
      });
    },

    tryHold(owner, keys) {
      if (!keys.every((key) => isFree(owner, key))) return false;
      hold(owner, keys);
      return true;
    },

    release(owner) {
      for (const wait of [...owner.waits]) wait.refuse(new Refusal('ABORTED', CONTENTION));
      const freed = [...owner.keys];
      owner.keys.clear();
      for (const key of freed) held.delete(key);
      for (const key of freed) {
        // A waiter whose other keys are still held lets those behind it go first, else both could wait forever.
        for (const waiter of [...(queues.get(key) ?? [])]) {
          const stillWaits = queues.get(key)?.has(waiter);
          if (stillWaits && waiter.keys.every((one) => isFree(waiter.owner, one))) waiter.grant();
        }
      }
    },

    close() {
      const all = new Set([...queues.values()].flatMap((queue) => [...queue]));
      for (const waiter of all) waiter.refuse(new Refusal('UNAVAILABLE', 'The local Firestore is stopping.'));
    },
  };
}

/** Runs at once; whatever is thrown becomes a rejection. */
function settle<T>(action: () => T): Promise<T> {
  return new Promise((resolve) => resolve(action()));
}

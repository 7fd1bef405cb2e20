import { millisOf } from '../proto-time.ts';
import { createBacklog } from './backlog.ts';
import type { Entry } from './backlog.ts';
import type { Owed } from './messages.ts';
import { retryAt } from './retry-at.ts';
import type { Subscription } from './protos.ts';
import type { PushOutcome } from './push-message.ts';

/** Pushes of one subscription in flight at once; a key never has more than one of them. */
const maxInFlight = 16;
const longestTimer = 2 ** 31 - 1;

export type DeliveryPorts = {
  now: () => number;
  /** One push attempt, with the subscription as it is when the push goes out. */
  push(current: () => Subscription, entry: Entry): Promise<PushOutcome>;
  settle(id: number): Promise<void>;
  fail(id: number, failures: number, at: number): Promise<void>;
  /** Moves the message to the dead-letter topic; false when that topic is gone. */
  bury(subscription: Subscription, entry: Entry): Promise<boolean>;
};

/** The delivery of one subscription: what it owes, pushed to its endpoint or leased to whoever pulls. */
export type Delivery = {
  readonly subscription: Subscription;
  owe(messages: readonly Owed[]): void;
  /** Applies a changed configuration, to what is already owed too. */
  reconfigure(subscription: Subscription): void;
  /** Leases up to `max` messages that are due now. */
  pull(max: number): Entry[];
  /** True when there may be something to pull; false when `signal` or the end of the delivery came first. */
  waitUntilDue(signal: AbortSignal): Promise<boolean>;
  acknowledge(id: number): Promise<void>;
  /** Forgets what has outlived its retention without anyone asking for it. */
  sweep(): void;
  /** Moves the end of a lease, known by its failure count; zero seconds ends it as failed. */
  modifyDeadline(id: number, failures: number, seconds: number): Promise<void>;
  /** Takes no more messages; resolves when what was in flight is settled. */
  stop(): Promise<void>;
};

/** Starts delivering; everything durable and every push goes through `ports`. */
export function startDelivery(initial: Subscription, ports: DeliveryPorts): Delivery {
  const { now } = ports;
  const backlog = createBacklog();
  const working = new Set<Promise<void>>();
  const waiting = new Set<() => void>();
  let subscription = initial;
  let pushing = 0;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const pushes = (): boolean => Boolean(subscription.pushConfig?.pushEndpoint);

  function track(work: Promise<void>): Promise<void> {
    working.add(work);
    const done = (): void => {
      working.delete(work);
      wake();
    };
    work.then(done, done);
    return work;
  }

  const expiry = (): number => now() - millisOf(subscription.messageRetentionDuration ?? {});

  function settle(id: number): Promise<void> {
    backlog.settle(id);
    return track(ports.settle(id));
  }

  /** The next message that is due and within its retention. */
  function take(leaseUntil: number): Entry | undefined {
    for (;;) {
      const entry = backlog.take(now(), leaseUntil);
      if (!entry || entry.publishedAt > expiry()) return entry;
      void settle(entry.id);
    }
  }

  async function fail(entry: Entry): Promise<void> {
    entry.failures += 1;
    const attempts = subscription.deadLetterPolicy?.maxDeliveryAttempts ?? Infinity;
    if (entry.failures >= attempts && (await ports.bury(subscription, entry))) {
      backlog.settle(entry.id);
      return;
    }
    const at = retryAt(subscription, entry.failures, now());
    backlog.release(entry, at);
    await ports.fail(entry.id, entry.failures, at);
  }

  async function push(entry: Entry): Promise<void> {
    pushing += 1;
    const outcome = await ports.push(() => subscription, entry).catch(() => 'failed' as const);
    pushing -= 1;
    if (outcome === 'failed') return fail(entry);
    // A push that we cut off is no failure of the endpoint: it stays owed as it was.
    if (outcome === 'cut off') return backlog.release(entry, now());
    backlog.settle(entry.id);
    wake();
    await ports.settle(entry.id);
  }

  /** Does what is due and sets the timer for what comes next. */
  function wake(): void {
    if (stopped) return;
    for (const entry of backlog.overdue(now())) void track(fail(entry));
    while (pushes() && pushing < maxInFlight) {
      const entry = take(Infinity);
      if (!entry) break;
      void track(push(entry));
    }
    const due = backlog.nextDue() ?? Infinity;
    if (due <= now()) for (const resume of waiting) resume();
    const someoneWants = pushes() ? pushing < maxInFlight : waiting.size > 0;
    const next = Math.min(backlog.nextLeaseEnd() ?? Infinity, someoneWants ? due : Infinity);
    clearTimeout(timer);
    if (next === Infinity) return;
    timer = setTimeout(wake, Math.min(longestTimer, Math.max(0, Math.ceil(next - now()))));
  }

  return {
    get subscription() {
      return subscription;
    },
    owe(messages) {
      const ordered = subscription.enableMessageOrdering === true;
      for (const one of messages) backlog.add({ ...one, key: ordered ? one.key : '' });
      wake();
    },
    reconfigure(changed) {
      subscription = changed;
      wake();
    },
    pull(max) {
      wake();
      const until = now() + (subscription.ackDeadlineSeconds ?? 10) * 1000;
      const leased: Entry[] = [];
      while (!stopped && leased.length < max) {
        const entry = leased.at(-1);
        const next = (entry && backlog.takeFollower(entry, until)) ?? take(until);
        if (!next) break;
        leased.push(next);
      }
      wake();
      return leased;
    },
    waitUntilDue(signal) {
      return new Promise((resolve) => {
        function resume(): void {
          waiting.delete(resume);
          signal.removeEventListener('abort', resume);
          resolve(!stopped && !signal.aborted);
        }
        waiting.add(resume);
        signal.addEventListener('abort', resume);
        if (stopped || signal.aborted) resume();
        else wake();
      });
    },
    acknowledge(id) {
      return backlog.get(id) ? settle(id) : Promise.resolve();
    },
    sweep() {
      for (const { id } of backlog.publishedBy(expiry())) void settle(id);
    },
    modifyDeadline(id, failures, seconds) {
      const entry = backlog.get(id);
      if (!entry?.leased || entry.failures !== failures) return Promise.resolve();
      if (seconds === 0) return track(fail(entry));
      backlog.extend(entry, now() + seconds * 1000);
      wake();
      return Promise.resolve();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      for (const resume of waiting) resume();
      await Promise.allSettled(working);
    },
  };
}

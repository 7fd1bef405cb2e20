import { randomBytes } from 'node:crypto';
import type { Clock } from './clock.ts';
import type { Micros, Timestamp } from './document.ts';
import type { Locks, Owner } from './locks.ts';
import type { TransactionOptions } from './messages.ts';
import { CODE, invalid, Refusal } from './refusal.ts';
import type { Range } from './range.ts';

export type Transaction = Owner & {
  readonly id: Buffer;
  readonly database: string;
  /** Set for a read-only one, which sees everything as of then and takes no locks. */
  readonly snapshot: Micros | undefined;
  /** What its queries looked through: no other may write into it before this one ends. */
  readonly ranges: Range[];
  /** Calls under way; it is idle when there are none. */
  active: number;
  readonly idle: NodeJS.Timeout;
  readonly life: NodeJS.Timeout;
};

export type Transactions = {
  begin(database: string, options: TransactionOptions | undefined): Transaction;
  /** Runs `use` on a transaction under way, which is not idle meanwhile. */
  use<T>(database: string, id: Uint8Array, use: (transaction: Transaction) => Promise<T>): Promise<T>;
  end(transaction: Transaction): void;
  /** The transactions that hold ranges. */
  readonly ranged: ReadonlySet<Transaction>;
  lookThrough(transaction: Transaction, range: Range): void;
  /** The time of the oldest snapshot still read from. */
  oldestSnapshot(): Micros | undefined;
  close(): void;
};

export type TransactionLimits = { transactionIdleMs: number; transactionLifeMs: number };

const EXPIRED = 'The referenced transaction has expired or is no longer valid.';

export function createTransactions(
  locks: Locks,
  clock: Clock,
  limits: TransactionLimits,
  checkReadTime: (database: string, time: Timestamp) => Micros,
): Transactions {
  const open = new Map<string, Transaction>();
  const ranged = new Set<Transaction>();
  const keyOf = (id: Uint8Array) => Buffer.from(id).toString('latin1');

  function end(transaction: Transaction): void {
    clearTimeout(transaction.idle);
    clearTimeout(transaction.life);
    open.delete(keyOf(transaction.id));
    ranged.delete(transaction);
    transaction.ranges.length = 0;
    locks.release(transaction);
  }

  function snapshotOf(database: string, options: TransactionOptions | undefined): Micros | undefined {
    if (!options?.readOnly) return undefined;
    const { readTime } = options.readOnly;
    return readTime ? checkReadTime(database, readTime) : clock.readTime(database);
  }

  return {
    begin(database, options) {
      const transaction: Transaction = {
        id: randomBytes(16),
        database,
        snapshot: snapshotOf(database, options),
        ranges: [],
        keys: new Set(),
        waits: new Set(),
        active: 0,
        idle: setTimeout(() => {
          if (transaction.active === 0) end(transaction);
        }, limits.transactionIdleMs).unref(),
        life: setTimeout(() => end(transaction), limits.transactionLifeMs).unref(),
      };
      open.set(keyOf(transaction.id), transaction);
      return transaction;
    },

    async use(database, id, use) {
      const transaction = open.get(keyOf(id));
      if (!transaction) throw new Refusal('ABORTED', EXPIRED);
      if (transaction.database !== database) throw invalid('The transaction is of another database.');
      transaction.active += 1;
      try {
        return await use(transaction);
      } catch (cause) {
        // Who was refused a lock has lost the transaction; holding on to its other locks would only block others.
        if (cause instanceof Refusal && cause.code === CODE.ABORTED) end(transaction);
        throw cause;
      } finally {
        transaction.active -= 1;
        if (open.has(keyOf(id))) transaction.idle.refresh();
      }
    },

    end,
    ranged,
    lookThrough(transaction, range) {
      transaction.ranges.push(range);
      ranged.add(transaction);
    },
    oldestSnapshot() {
      let oldest: Micros | undefined;
      for (const { snapshot } of open.values()) {
        if (snapshot !== undefined && (oldest === undefined || snapshot < oldest)) oldest = snapshot;
      }
      return oldest;
    },
    close() {
      for (const transaction of [...open.values()]) end(transaction);
    },
  };
}

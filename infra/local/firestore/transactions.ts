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
  /** Gives up all locks. `closed`: it came to its own end; `lost`: it was taken from its caller, who may retry. */
  end(transaction: Transaction, how: 'closed' | 'lost'): void;
  /** Ends it, if it has not ended yet. */
  rollback(database: string, id: Uint8Array): void;
  /** The transactions that hold ranges. */
  readonly ranged: ReadonlySet<Transaction>;
  lookThrough(transaction: Transaction, range: Range): void;
  /** The time of the oldest snapshot still read from. */
  oldestSnapshot(): Micros | undefined;
  close(): void;
};

export type TransactionLimits = { transactionIdleMs: number; transactionLifeMs: number };

const ID_LENGTH = 16;
const CLOSED_LIMIT = 10_000;
const EXPIRED = 'The referenced transaction has expired or is no longer valid.';

/** A lock that a transaction with ranges holds on itself, so that others can wait for its end. */
export function transactionKey(transaction: Transaction): string {
  return `transaction:${transaction.id.toString('hex')}`;
}

export function createTransactions(
  locks: Locks,
  clock: Clock,
  limits: TransactionLimits,
  checkReadTime: (database: string, time: Timestamp) => Micros,
): Transactions {
  const open = new Map<string, Transaction>();
  const ranged = new Set<Transaction>();
  const closed = new Set<string>();
  const keyOf = (id: Uint8Array) => Buffer.from(id).toString('latin1');

  function end(transaction: Transaction, how: 'closed' | 'lost'): void {
    if (how === 'closed') remember(keyOf(transaction.id));
    clearTimeout(transaction.idle);
    clearTimeout(transaction.life);
    open.delete(keyOf(transaction.id));
    ranged.delete(transaction);
    transaction.ranges.length = 0;
    locks.release(transaction);
  }

  function remember(key: string): void {
    closed.add(key);
    const [oldest] = closed;
    if (closed.size > CLOSED_LIMIT && oldest !== undefined) closed.delete(oldest);
  }

  /** Those of an earlier run of this server look like lost ones, which is what they are. */
  function find(database: string, id: Uint8Array): Transaction {
    const transaction = open.get(keyOf(id));
    if (transaction?.database === database) return transaction;
    if (transaction ?? id.length !== ID_LENGTH) throw invalid('Invalid transaction.');
    if (closed.has(keyOf(id))) throw invalid('Transaction is invalid or closed.');
    throw new Refusal('ABORTED', EXPIRED);
  }

  function snapshotOf(database: string, options: TransactionOptions | undefined): Micros | undefined {
    if (!options?.readOnly) return undefined;
    const { readTime } = options.readOnly;
    return readTime ? checkReadTime(database, readTime) : clock.readTime(database);
  }

  return {
    begin(database, options) {
      const retried = options?.readWrite?.retryTransaction.length ?? 0;
      if (retried !== 0 && retried !== ID_LENGTH) throw invalid('Invalid transaction.');
      const transaction: Transaction = {
        id: randomBytes(ID_LENGTH),
        database,
        snapshot: snapshotOf(database, options),
        ranges: [],
        keys: new Set(),
        waits: new Set(),
        active: 0,
        idle: setTimeout(() => {
          if (transaction.active === 0) end(transaction, 'lost');
        }, limits.transactionIdleMs).unref(),
        life: setTimeout(() => end(transaction, 'lost'), limits.transactionLifeMs).unref(),
      };
      open.set(keyOf(transaction.id), transaction);
      return transaction;
    },

    async use(database, id, use) {
      const transaction = find(database, id);
      transaction.active += 1;
      try {
        return await use(transaction);
      } catch (cause) {
        // Who was refused a lock has lost the transaction; holding on to its other locks would only block others.
        if (cause instanceof Refusal && cause.code === CODE.ABORTED) end(transaction, 'lost');
        throw cause;
      } finally {
        transaction.active -= 1;
        if (open.has(keyOf(id))) transaction.idle.refresh();
      }
    },

    end,
    rollback(database, id) {
      if (id.length !== ID_LENGTH) throw invalid('Invalid transaction.');
      const transaction = open.get(keyOf(id));
      if (transaction?.database === database) end(transaction, 'closed');
    },
    ranged,
    lookThrough(transaction, range) {
      locks.tryHold(transaction, [transactionKey(transaction)]);
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
      for (const transaction of [...open.values()]) end(transaction, 'lost');
    },
  };
}

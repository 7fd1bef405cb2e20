import type { Micros, Timestamp } from './document.ts';
import type { Engine } from './engine.ts';
import type { TransactionOptions } from './messages.ts';
import type { Transaction } from './transactions.ts';

/** How a read sees the database: as it is, as it was, or under a transaction's locks. */
export type View = {
  database: string;
  /** The read-write transaction that locks what it reads. */
  locking: Transaction | undefined;
  /** The time of a snapshot; undefined sees what is current. */
  snapshot: Micros | undefined;
  /** The transaction this read began, to be told to the caller. */
  begun: Transaction | undefined;
};

export type Selector = {
  transaction: Uint8Array;
  newTransaction?: TransactionOptions | undefined;
  readTime: Timestamp | undefined;
};

/** Runs a read on the view its request selects; it resolves when what was seen cannot be lost any more. */
export async function withView<T>(
  engine: Engine,
  database: string,
  selector: Selector,
  read: (view: View) => T | Promise<T>,
): Promise<T> {
  const { transactions, history, store } = engine;
  const inTransaction = (transaction: Transaction, begun: boolean) =>
    read({
      database,
      locking: transaction.snapshot === undefined ? transaction : undefined,
      snapshot: transaction.snapshot,
      begun: begun ? transaction : undefined,
    });

  let result: T;
  if (selector.transaction.length > 0) {
    result = await transactions.use(database, selector.transaction, async (one) => inTransaction(one, false));
  } else if (selector.newTransaction) {
    const { id } = transactions.begin(database, selector.newTransaction);
    result = await transactions.use(database, id, async (one) => inTransaction(one, true));
  } else {
    const snapshot = selector.readTime ? history.checkReadTime(database, selector.readTime) : undefined;
    result = await read({ database, locking: undefined, snapshot, begun: undefined });
  }
  await store.flushed();
  return result;
}

/** The time that an answer from this view bears. */
export function readTimeOf(engine: Engine, view: View): Micros {
  return view.snapshot ?? engine.clock.readTime(view.database);
}

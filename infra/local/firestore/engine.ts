import type { Store } from '../store.ts';
import { createBilling, type Billing } from './billing.ts';
import { openCatalog, type Catalog } from './catalog.ts';
import { openClock, type Clock } from './clock.ts';
import { openDocumentStore, type DocumentStore } from './document-store.ts';
import { createHistory, type History } from './history.ts';
import type { KeptEntries } from './index-entries.ts';
import { createLocks, type Locks } from './locks.ts';
import { createTables } from './tables.ts';
import { createTransactions, type TransactionLimits, type Transactions } from './transactions.ts';

/** All that the calls work on. */
export type Engine = {
  store: Store;
  catalog: Catalog;
  clock: Clock;
  documents: DocumentStore;
  history: History;
  locks: Locks;
  transactions: Transactions;
  billing: Billing;
  kept: KeptEntries;
};

export type EngineLimits = TransactionLimits & { lockWaitMs: number; historyMs: number };

export function openEngine(store: Store, limits: EngineLimits, now: () => number, kept: KeptEntries): Engine {
  createTables(store.db);
  const catalog = openCatalog(store.db);
  const clock = openClock(store.db, catalog, now);
  const locks = createLocks(limits.lockWaitMs);
  const history = createHistory(
    limits.historyMs,
    () => Math.floor(now() * 1000),
    () => transactions.oldestSnapshot(),
  );
  const transactions: Transactions = createTransactions(locks, clock, limits, history.checkReadTime);
  return {
    store,
    catalog,
    clock,
    documents: openDocumentStore(store.db, catalog, kept),
    history,
    locks,
    transactions,
    billing: createBilling(),
    kept,
  };
}

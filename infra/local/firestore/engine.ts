import type { Store } from '../store.ts';
import { openPolicies, type Policies } from './admin-policies.ts';
import { createBilling, type Billing } from './billing.ts';
import { openCatalog, type Catalog } from './catalog.ts';
import { openClock, type Clock } from './clock.ts';
import { openDocumentStore, type DocumentStore } from './document-store.ts';
import { openCollections, type FindCollections } from './find-collections.ts';
import { createHistory, type History } from './history.ts';
import type { KeptEntries } from './index-entries.ts';
import { createLocks, type Locks } from './locks.ts';
import { openBelow, type Below } from './list-collections.ts';
import type { Query } from './query.ts';
import { openScan, type Scan } from './scan.ts';
import { createTables } from './tables.ts';
import { createTransactions, type TransactionLimits, type Transactions } from './transactions.ts';

/** Refuses a query whose first `explicit` orders were given and that adds up these fields, if no index covers it. */
export type CheckIndexes = (query: Query, explicit: number, aggregated: readonly string[]) => void;

/** All that the calls work on. */
export type Engine = {
  store: Store;
  catalog: Catalog;
  clock: Clock;
  documents: DocumentStore;
  policies: Policies;
  history: History;
  locks: Locks;
  transactions: Transactions;
  billing: Billing;
  kept: KeptEntries;
  /** Refuses a query that the declared indexes do not cover. */
  checkIndexes: CheckIndexes;
  scan: Scan;
  below: Below;
  findCollections: FindCollections;
};

export type EngineLimits = TransactionLimits & { lockWaitMs: number; historyMs: number };

export type IndexRules = Pick<Engine, 'kept' | 'checkIndexes'> & {
  /** Which entries `kept` spares, in words: entries made under others are made anew. */
  exemptions: string;
};

export function openEngine(store: Store, limits: EngineLimits, now: () => number, rules: IndexRules): Engine {
  createTables(store.db);
  const catalog = openCatalog(store.db);
  const policies = openPolicies(store, catalog);
  const clock = openClock(store.db, catalog, now);
  const locks = createLocks(limits.lockWaitMs);
  const history = createHistory(
    limits.historyMs,
    () => Math.floor(now() * 1000),
    clock.readTime,
    () => transactions.oldestSnapshot(),
  );
  const transactions: Transactions = createTransactions(locks, clock, limits, history.checkReadTime);
  return {
    store,
    catalog,
    clock,
    documents: openDocumentStore(store.db, catalog, rules.kept, policies.follow),
    policies,
    history,
    locks,
    transactions,
    billing: createBilling(),
    kept: rules.kept,
    checkIndexes: rules.checkIndexes,
    scan: openScan(store.db, catalog),
    below: openBelow(store.db, catalog),
    findCollections: openCollections(store.db, catalog),
  };
}

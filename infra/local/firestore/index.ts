import type { Store } from '../store.ts';
import { adminMethods } from './admin-service.ts';
import type { Counts } from './billing.ts';
import type { FirestoreIndexes } from './check-indexes.ts';
import { openEngine } from './engine.ts';
import { startExpiry } from './expire-documents.ts';
import { LENIENT, strictRules } from './index-rules.ts';
import { renewEntries } from './rebuild-entries.ts';
import { serveCounts } from './serve-counts.ts';
import { serveGrpc } from './serve-grpc.ts';
import { firestoreMethods } from './service.ts';

export type { Counts } from './billing.ts';

export type LocalFirestore = {
  /** `127.0.0.1:PORT`, for FIRESTORE_EMULATOR_HOST. */
  host: string;
  /** What Firestore would bill, of one database (`projects/p/databases/d`) or of all; also `GET /counts` on the host. */
  counts(database?: string): Counts;
  /** Starts again from zero and answers what was counted; also `DELETE /counts` on the host. */
  resetCounts(database?: string): Counts;
  /** Deletes what has expired by now; answers how many documents that were. */
  expire(): Promise<number>;
  close(): Promise<void>;
};

export type FirestoreOptions = {
  store: Store;
  port?: number;
  /** What firestore.indexes.json declares: queries it does not cover are refused, as in production. */
  indexes?: FirestoreIndexes;
  now?: () => number;
  lockWaitMs?: number;
  transactionIdleMs?: number;
  transactionLifeMs?: number;
  historyMs?: number;
  expireEveryMs?: number;
};

/** Serves Firestore from the store on 127.0.0.1; the store stays the caller's to close. */
export async function startFirestore(options: FirestoreOptions): Promise<LocalFirestore> {
  const { store, port = 0, now = Date.now } = options;
  const {
    lockWaitMs = 20_000,
    transactionIdleMs = 60_000,
    transactionLifeMs = 270_000,
    historyMs = 60_000,
    expireEveryMs = 60_000,
  } = options;
  const limits = { lockWaitMs, transactionIdleMs, transactionLifeMs, historyMs };
  const rules = options.indexes ? await strictRules(options.indexes) : LENIENT;
  const engine = openEngine(store, limits, now, rules);
  await renewEntries(engine, rules);
  const server = await serveGrpc(
    new Map([...firestoreMethods(engine), ...adminMethods(engine.policies, now)]),
    serveCounts(engine.billing),
    port,
  );
  const expiry = startExpiry(engine, now, expireEveryMs);
  return {
    host: server.host,
    counts: engine.billing.counts,
    resetCounts: engine.billing.reset,
    expire: expiry.expire,
    async close() {
      await expiry.close();
      engine.locks.close();
      engine.transactions.close();
      await server.close();
    },
  };
}

import { log } from '../../../shared/platform/log.ts';
import { timeIn, type DueDocument, type Policy } from './admin-policies.ts';
import { commit } from './commit.ts';
import { fromOrderedId, fromOrderedPath } from './ordered-path.ts';
import type { Engine } from './engine.ts';
import type { Write } from './messages.ts';
import { decodeFields } from './value.ts';

export type Expiry = {
  /** Deletes what has expired by now; answers how many documents that were. */
  expire(): Promise<number>;
  /** Stops for good, once the batch under way is on disk. */
  close(): Promise<void>;
};

/** Others get their turn between two batches. */
const BATCH = 100;

/** Deletes expired documents every `everyMs` milliseconds. */
export function startExpiry(engine: Engine, now: () => number, everyMs: number): Expiry {
  const { policies, catalog } = engine;
  let closed = false;
  let sweeping: Promise<unknown> | undefined;
  const select = engine.store.db.prepare(
    `SELECT c.path, d.id, d.body FROM firestore_documents d JOIN firestore_collections c ON c.id = d.collection
     WHERE d.key = ? AND c.database = ? AND c.kind = ?`,
  );

  /** The name of the document if it has expired indeed: the times only say where to look. */
  function expiredName(policy: Policy, { at, document }: DueDocument): string | undefined {
    const { database, kind, path } = policy;
    const row = select.get(document, catalog.database(database), kind) as
      { path: string; id: string; body: Uint8Array } | undefined;
    if (!row || timeIn(decodeFields(row.body), path) !== at) return undefined;
    return `${database}/documents/${fromOrderedPath(row.path)}/${fromOrderedId(row.id)}`;
  }

  async function remove(policy: Policy, due: readonly DueDocument[]): Promise<number> {
    const transaction = engine.transactions.begin(policy.database, undefined);
    const names = due
      .map((one) => expiredName(policy, one))
      .filter((name) => name !== undefined)
      // What another transaction holds is left for the next time.
      .filter((name) => engine.locks.tryHold(transaction, [name]));
    await commit(engine, policy.database, names.map(deletion), transaction, undefined);
    return names.length;
  }

  async function sweep(): Promise<number> {
    let removed = 0;
    for (const policy of policies.all()) {
      const until = Math.floor(now()) - policy.offsetSeconds * 1000;
      let last: DueDocument | undefined;
      do {
        if (closed || policies.find(policy)?.id !== policy.id) break;
        const due = policies.due(policy, until, last, BATCH);
        last = due.at(-1);
        if (due.length > 0) removed += await remove(policy, due);
      } while (last);
    }
    return removed;
  }

  function expire(): Promise<number> {
    const before = sweeping ?? Promise.resolve();
    const own = before.then(sweep, sweep);
    sweeping = own;
    return own;
  }

  const timer = setInterval(() => {
    expire().catch((cause: unknown) => log.error('firestore.not_expired', {}, cause));
  }, everyMs).unref();

  return {
    expire,
    async close() {
      closed = true;
      clearInterval(timer);
      await sweeping?.catch(() => undefined);
    },
  };
}

function deletion(name: string): Write {
  return {
    update: undefined,
    delete: name,
    transform: undefined,
    updateMask: undefined,
    updateTransforms: [],
    currentDocument: undefined,
  };
}

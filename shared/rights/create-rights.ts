import type { BigQuery } from '@google-cloud/bigquery';
import type { Firestore } from '@google-cloud/firestore';
import { type Clock, type IdSource, randomId, systemClock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { log } from '../platform/log.ts';
import { beginErasure } from './begin-erasure.ts';
import { eraseRows } from './erase-rows.ts';
import { exportPerson } from './export-person.ts';
import { resetPerson } from './reset-person.ts';
import type { ErasureMessage, PersonalTable, Receipt, StoredReceipt } from './schema.ts';
import { countRows, jobRef, pendingReceipts, readReceipt } from './store.ts';
import { sweepPerson, sweepResidue } from './sweep-person.ts';

/** What a person may ask for about all that is kept of them. */
export type Rights = {
  /** Everything of a person as the pieces of one JSON document; not_found where there is nobody. */
  export(userId: string): AsyncIterable<string>;
  /**
   * Closes the person for good, removes all documents, and answers what went. The rest, rows for analysts and what
   * was too much for one request, follows until the receipt says `done`.
   */
  erase(userId: string): Promise<Receipt>;
  /** The receipt of an erasure of this person. */
  receipt(userId: string, id: string): Promise<Receipt | undefined>;
  /** Goes on with one erasure. */
  continueErasure(id: string): Promise<Receipt | undefined>;
  /** Goes on with the erasures that are not done, each apart from the failures of others, as far as time allows. */
  continueErasures(): Promise<{ done: number; pending: number; failed: number }>;
  /** Gives the person the defaults of the first day and forgets all that was said; not_found where there is nobody. */
  reset(userId: string): Promise<Record<string, number>>;
};

export type RightsOptions = {
  firestore: () => Promise<Firestore>;
  /** What this instance holds of a person in memory, each to be dropped. */
  caches?: readonly { drop(userId: string): void }[];
  /** Where analysts' rows are; without it they wait for whoever has it. */
  rows?: { bigquery: () => Promise<BigQuery>; dataset: string; tables: readonly PersonalTable[] };
  /** Asks for an erasure to be gone on with. */
  publish?: (message: ErasureMessage) => Promise<unknown>;
  clock?: Clock;
  ids?: IdSource;
  /** How long `erase` may remove documents before it leaves the rest to others. */
  patienceMs?: number;
};

/** A turn that began before the last document was gone may tell of itself so much later. */
const turnMs = 60_000;
/** By then no instance holds a row of such a turn that is not streamed yet. */
const settleMs = 5 * 60_000;

/** A push is answered before its deadline of ten minutes; what is left has the next hour. */
const roundMs = 4 * 60_000;

/** Export, erasure and reset of people. */
export function createRights(options: RightsOptions): Rights {
  const { firestore, caches = [], rows, publish, clock = systemClock, ids = randomId } = options;
  const { patienceMs = 30_000 } = options;
  const drop = (userId: string) => caches.forEach((cache) => cache.drop(userId));

  async function read(id: string): Promise<Receipt | undefined> {
    const stored = await readReceipt(await firestore(), id);
    return stored && publicReceipt(id, stored);
  }

  async function sweep(receiptId: string, limitMs: number): Promise<boolean> {
    const end = performance.now() + limitMs;
    const isLate = () => performance.now() > end;
    return sweepPerson({ firestore: await firestore(), receiptId, now: clock, isLate });
  }

  async function continueErasure(id: string): Promise<Receipt | undefined> {
    const store = await firestore();
    const known = await readReceipt(store, id);
    if (!known || known.state === 'done') return known && publicReceipt(id, known);
    if (!(await sweep(id, roundMs))) return read(id);
    const receipt = await readReceipt(store, id);
    if (!receipt || receipt.erasedAt === null) return read(id);
    const { people, erasedAt } = receipt;
    people.forEach(drop);
    const left = (await sweepResidue(store, id)) + (await rowsLeft(id, people, erasedAt));
    const now = clock();
    if (left === 0 && now >= erasedAt + settleMs) {
      await jobRef(store, id).update({ state: 'done', doneAt: now });
      log.info('rights.erased', { receiptId: id, durationMs: now - receipt.requestedAt });
    }
    return read(id);
  }

  async function rowsLeft(id: string, people: readonly string[], erasedAt: number): Promise<number> {
    if (!rows) return 1;
    const { bigquery, dataset, tables } = rows;
    let left = 0;
    for (const table of tables) {
      const what = { bigquery: await bigquery(), dataset, people, until: erasedAt + turnMs };
      const result = await eraseRows(table, what);
      await countRows(jobRef(await firestore(), id), table.name, result.removed);
      left += result.left;
    }
    return left;
  }

  return {
    async *export(userId) {
      yield* exportPerson(await firestore(), userId, clock());
    },

    async erase(userId) {
      const id = await beginErasure(await firestore(), userId, { now: clock(), id: ids() });
      drop(userId);
      try {
        await sweep(id, patienceMs);
      } finally {
        // Also after a failure: what is left is then not left until the schedule comes.
        await publish?.({ receiptId: id }).catch((cause: unknown) =>
          log.warning('rights.not_queued', { receiptId: id }, cause),
        );
      }
      drop(userId);
      const receipt = await read(id);
      if (!receipt) throw new AppError('internal', 'The receipt of an erasure is gone.');
      return receipt;
    },

    async receipt(userId, id) {
      if (!/^[\w-]{1,100}$/.test(id)) return undefined;
      const stored = await readReceipt(await firestore(), id);
      return stored?.userId === userId ? publicReceipt(id, stored) : undefined;
    },

    continueErasure,

    async continueErasures() {
      const counts = { done: 0, pending: 0, failed: 0 };
      const end = performance.now() + roundMs;
      for (const id of await pendingReceipts(await firestore())) {
        if (performance.now() > end) {
          counts.pending += 1;
          continue;
        }
        try {
          counts[(await continueErasure(id))?.state ?? 'done'] += 1;
        } catch (cause) {
          counts.failed += 1;
          log.error('rights.erasure_failed', { receiptId: id }, cause);
        }
      }
      return counts;
    },

    async reset(userId) {
      const removed = await resetPerson(await firestore(), userId, clock());
      drop(userId);
      return removed;
    },
  };
}

function publicReceipt(id: string, stored: StoredReceipt): Receipt {
  const { state, requestedAt, erasedAt, doneAt, documents, rows } = stored;
  return { id, state, requestedAt, erasedAt, doneAt, documents, rows };
}

import { applyWrite } from './apply-write.ts';
import { toTimestamp, type Micros } from './document.ts';
import type { NewDocument } from './document-store.ts';
import type { Engine } from './engine.ts';
import { settlePreconditions } from './check-sequence.ts';
import type { Version } from './history.ts';
import type { Abandonable } from './locks.ts';
import type { WriteResult } from './messages.ts';
import { invalid } from './refusal.ts';
import { planWrite, type PlannedWrite } from './plan-write.ts';
import type { Write } from './messages.ts';
import { transactionKey, type Transaction } from './transactions.ts';

/** Without writes there is no time. */
export type Committed = {
  time: Micros | undefined;
  results: WriteResult[];
  /** What each write made of its document. */
  documents: (NewDocument | undefined)[];
};

/** Another transaction has looked through what a write would change; the write waits for its end. */
class RangeConflict extends Error {
  readonly transaction: Transaction;

  constructor(transaction: Transaction) {
    super('a query in another transaction covers this document');
    this.transaction = transaction;
  }
}

/** Writes all or nothing, once no transaction holds the documents; resolves when it is on disk. */
export async function commit(
  engine: Engine,
  database: string,
  writes: readonly Write[],
  transaction: Transaction | undefined,
  call: Abandonable | undefined,
): Promise<Committed> {
  if (transaction?.snapshot !== undefined && writes.length > 0) {
    throw invalid('Cannot modify entities in a read-only transaction.');
  }
  const each = writes.map((write) => planWrite(write, database));
  const planned = each.length > 1 ? settlePreconditions(each) : each;
  if (planned.length === 0) {
    if (transaction) engine.transactions.end(transaction, 'closed');
    await engine.store.flushed();
    return { time: undefined, results: [], documents: [] };
  }
  const names = [...new Set(planned.map((write) => write.name))];
  let keys = names;
  for (;;) {
    const outcome = await engine.locks.request(
      transaction,
      keys,
      () => attempt(engine, database, planned, transaction),
      call,
    );
    if (!(outcome instanceof RangeConflict)) return outcome.committed;
    keys = [...names, transactionKey(outcome.transaction)];
  }
}

type Attempt = { committed: Committed } | RangeConflict;

async function attempt(
  engine: Engine,
  database: string,
  planned: readonly PlannedWrite[],
  transaction: Transaction | undefined,
): Promise<Attempt> {
  const progress = { applied: false };
  try {
    const written = engine.store.write(() => {
      const committed = perform(engine, database, planned, transaction);
      progress.applied = true;
      return committed;
    });
    // The next in line may go on at once: what it writes reaches the disk with this or after it.
    if (progress.applied && transaction) engine.transactions.end(transaction, 'closed');
    return { committed: await written };
  } catch (cause) {
    if (cause instanceof RangeConflict) return cause;
    if (progress.applied) engine.catalog.forget();
    else if (transaction) engine.transactions.end(transaction, 'closed');
    throw cause;
  }
}

function perform(
  engine: Engine,
  database: string,
  planned: readonly PlannedWrite[],
  transaction: Transaction | undefined,
): Committed {
  const { documents, catalog, clock, history, billing } = engine;
  const versions: Version[] = [];
  const results: WriteResult[] = [];
  const made: Committed['documents'] = [];
  const time = clock.commitTime(database);
  let deletes = 0;
  try {
    for (const write of planned) {
      const { place } = write;
      const before = documents.read(place.collection, place.id);
      const { after, unchanged, answers } = applyWrite(write, before, time);
      if (!after) deletes += 1;
      results.push({ updateTime: after && toTimestamp(after.updated), transformResults: answers });
      made.push(after);
      if (unchanged) continue;
      if (after) checkRanges(engine, transaction, write, after.fields);
      if (after) documents.put(place.collection, place.id, before, after);
      else if (before) documents.remove(place.collection, place.id, before);
      versions.push({ place, row: before, until: time });
    }
  } catch (cause) {
    // Numbers given out for new collections and fields are undone with the write.
    catalog.forget();
    throw cause;
  }
  settleTimes(planned, results, made);
  history.record(database, versions);
  billing.add(database, 'writes', planned.length - deletes);
  billing.add(database, 'deletes', deletes);
  return { time, results, documents: made };
}

/** A write that changes nothing tells the time of its document as the whole commit leaves it. */
function settleTimes(
  planned: readonly PlannedWrite[],
  results: WriteResult[],
  made: Committed['documents'],
): void {
  const last = new Map(planned.map((write, index) => [write.name, index]));
  planned.forEach((write, index) => {
    const result = results[index];
    const left = made[last.get(write.name) ?? index];
    if (result && made[index] && left) result.updateTime = toTimestamp(left.updated);
  });
}

function checkRanges(
  engine: Engine,
  own: Transaction | undefined,
  write: PlannedWrite,
  fields: Parameters<Transaction['ranges'][number]['holds']>[1],
): void {
  for (const other of engine.transactions.ranged) {
    if (other === own || other.database !== write.place.database) continue;
    if (other.ranges.some((range) => range.holds(write.place, fields))) throw new RangeConflict(other);
  }
}

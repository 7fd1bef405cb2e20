import { settlePreconditions } from './check-sequence.ts';
import type { Engine } from './engine.ts';
import type { Abandonable } from './locks.ts';
import type { Write } from './messages.ts';
import { performWrites, RangeConflict, type Committed } from './perform-writes.ts';
import { planWrite, type PlannedWrite } from './plan-write.ts';
import { invalid } from './refusal.ts';
import { transactionKey, type Transaction } from './transactions.ts';

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
      const committed = performWrites(engine, database, planned, transaction);
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

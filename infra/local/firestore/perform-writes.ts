import { applyWrite } from './apply-write.ts';
import { isSameBody } from './compare-bodies.ts';
import type { Place } from './document-name.ts';
import { toTimestamp, type Micros } from './document.ts';
import type { DocumentRow, NewDocument } from './document-store.ts';
import type { Engine } from './engine.ts';
import type { Version } from './history.ts';
import type { WriteResult } from './messages.ts';
import type { PlannedWrite } from './plan-write.ts';
import type { Transaction } from './transactions.ts';
import type { Value, ValueFields } from './value.ts';

/** Without writes there is no time. */
export type Committed = {
  time: Micros | undefined;
  results: WriteResult[];
  /** What each write made of its document. */
  documents: (NewDocument | undefined)[];
};

/** Another transaction has looked through what a write would change; the write waits for its end. */
export class RangeConflict extends Error {
  readonly transaction: Transaction;

  constructor(transaction: Transaction) {
    super('a query in another transaction covers this document');
    this.transaction = transaction;
  }
}

/** Applies the writes in order, within the store's open batch; throws when they cannot be. */
export function performWrites(
  engine: Engine,
  database: string,
  planned: readonly PlannedWrite[],
  transaction: Transaction | undefined,
): Committed {
  const { catalog, clock, history, billing } = engine;
  const time = clock.commitTime(database);
  const deletes = planned.filter((write) => write.remove).length;
  try {
    const { drafts, answers } = draftAll(engine, planned, time);
    const versions = [...drafts.values()].flatMap(
      (draft) => keepDraft(engine, draft, transaction, time) ?? [],
    );
    history.record(database, versions);
    billing.add(database, 'writes', planned.length - deletes);
    billing.add(database, 'deletes', deletes);
    const documents = planned.map((write) => drafts.get(write.name)?.after);
    const results = documents.map((after, i) => ({
      updateTime: after && toTimestamp(after.updated),
      transformResults: answers[i] ?? [],
    }));
    return { time, results, documents };
  } catch (cause) {
    // Numbers given out for new collections and fields are undone with the write.
    catalog.forget();
    throw cause;
  }
}

/** A document that a commit writes, once or often: only what is left of it in the end is kept. */
type Draft = {
  name: string;
  place: Place;
  before: DocumentRow | undefined;
  after: NewDocument | undefined;
  /** It was gone in between, so that it is a new one after all. */
  wasRemoved: boolean;
};

function draftAll(
  engine: Engine,
  planned: readonly PlannedWrite[],
  time: Micros,
): { drafts: Map<string, Draft>; answers: Value[][] } {
  const drafts = new Map<string, Draft>();
  const answers = planned.map((write) => {
    const { place, name } = write;
    const known = drafts.get(name);
    const before = known ? known.before : engine.documents.read(place.collection, place.id);
    const deleted =
      !before && write.precondition?.updateTime ? engine.history.deletedAt(place.database, name) : undefined;
    const applied = applyWrite(write, known ? known.after : before, time, deleted);
    const wasRemoved = known?.wasRemoved === true || write.remove;
    drafts.set(name, { name, place, before, after: applied.after, wasRemoved });
    return applied.answers;
  });
  return { drafts, answers };
}

/** Writes what has changed, and answers what was there before; an unchanged document keeps its update time. */
function keepDraft(
  engine: Engine,
  { name, place, before, after, wasRemoved }: Draft,
  transaction: Transaction | undefined,
  time: Micros,
): Version | undefined {
  const { documents } = engine;
  const { collection, id } = place;
  if (after && before && !wasRemoved && isSameBody(before.body, after.body)) {
    after.updated = before.updated;
    return undefined;
  }
  if (!after && !before) return undefined;
  if (after) checkRanges(engine, transaction, place, after.fields);
  const isReplaced = wasRemoved || !after;
  if (before && isReplaced) documents.remove(collection, id, before);
  if (after) documents.put(collection, id, isReplaced ? undefined : before, after);
  return { name, row: before, until: time };
}

function checkRanges(engine: Engine, own: Transaction | undefined, place: Place, fields: ValueFields): void {
  for (const other of engine.transactions.ranged) {
    if (other === own || other.database !== place.database) continue;
    if (other.ranges.some((range) => range.holds(place, fields))) throw new RangeConflict(other);
  }
}

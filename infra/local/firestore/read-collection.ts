import { boundIds, type IdBounds } from './bound-ids.ts';
import type { DocumentRow } from './document-store.ts';
import type { Engine } from './engine.ts';
import type { FoundCollection } from './find-collections.ts';
import { cutKey } from './index-entries.ts';
import { candidateOf, passes, type Hit } from './judge-hit.ts';
import { fromOrderedId, toOrderedId } from './ordered-path.ts';
import { candidateKey } from './match-filter.ts';
import {
  conjunctsOf,
  followsField,
  isPoint,
  planQuery,
  readsOrders,
  spansWithin,
  type Plan,
  type Span,
} from './plan-query.ts';
import type { Cursor, Query } from './query.ts';
import type { EntryMark, Reading } from './scan.ts';

/** What one collection has for a query; unsorted hits still need their order. */
export type Part = { hits: Hit[]; sorted: boolean };

export const ALL_IDS: IdBounds = { low: undefined, high: undefined, only: undefined };

/** The collections that can have anything for a query. */
export function collectionsOf(engine: Engine, query: Query): FoundCollection[] {
  const { scope, filter } = query;
  const isGroup = scope.descendants && scope.kind !== undefined;
  const spans = isGroup ? spansWithin(filter, scope.kind ?? '', engine.kept) : undefined;
  return engine.findCollections(scope, spans);
}

export function planFor(engine: Engine, query: Query, collection: FoundCollection): Plan | undefined {
  const kind = collection.name.slice(collection.name.lastIndexOf('/') + 1);
  return planQuery(query, kind, engine.kept, (spans, limit) => {
    const reading = {
      collection: collection.number,
      plan: { probes: [], descending: false },
      ids: ALL_IDS,
      from: undefined,
      to: undefined,
    };
    return spans.reduce(
      (sum, span) => (sum >= limit ? sum : sum + engine.scan.count({ ...reading, span, limit })),
      0,
    );
  });
}

/** Reads from one collection the first `need` documents for a query, passing over what has changed since a snapshot. */
export function readCollection(
  engine: Engine,
  query: Query,
  collection: FoundCollection,
  need: number,
  changed: ReadonlyMap<string, unknown>,
): Part {
  const plan = planFor(engine, query, collection);
  if (!plan) return { hits: [], sorted: true };
  const ids = boundIds(query, conjunctsOf(query.filter), collection.name);
  if (ids.only) return readNamed(engine, query, collection, ids.only, changed);
  return followPlan(engine, query, collection, plan, ids, need, changed);
}

function readNamed(
  engine: Engine,
  query: Query,
  collection: FoundCollection,
  ids: readonly string[],
  changed: ReadonlyMap<string, unknown>,
): Part {
  const hits = [...new Set(ids)].flatMap((id) => {
    const row = engine.documents.read(collection.name, id);
    const hit = row && toHit(collection, id, row);
    return hit && !changed.has(hit.name) && passes(hit, query, conjunctsOf(query.filter), true) ? [hit] : [];
  });
  return { hits, sorted: hits.length < 2 };
}

function followPlan(
  engine: Engine,
  query: Query,
  collection: FoundCollection,
  plan: Plan,
  ids: IdBounds,
  need: number,
  changed: ReadonlyMap<string, unknown>,
): Part {
  const complete = plan.ordered > 0 && plan.ordered >= plan.orders.length;
  const orders = readsOrders(plan);
  const checks = plan.residual.length > 0 || orders || query.start !== undefined || query.end !== undefined;
  const sure = complete && !checks && changed.size === 0 && Number.isFinite(need);
  const hits = new Map<number, Hit>();

  for (const span of plan.spans ?? [undefined]) {
    const reading: Reading = {
      collection: collection.number,
      plan,
      span,
      ids,
      from: markOf(query.start, plan, query, span, collection),
      to: markOf(query.end, plan, query, span, collection),
      limit: sure ? need : -1,
    };
    let count = 0;
    let tie: Buffer | undefined;
    for (const row of engine.scan.rows(reading)) {
      if (row.cut === 1 && followsField(plan)) {
        // Entries of long values are in no exact order among themselves.
        return followPlan(engine, query, collection, { ...plan, ordered: 0 }, ids, need, changed);
      }
      if (hits.has(row.key)) continue;
      const hit = toHit(collection, fromOrderedId(row.id), row);
      // What ties with the last wanted one is still to be compared by the other orders.
      if (tie && !firstKey(hit, plan)?.equals(tie)) break;
      if (changed.has(hit.name) || (checks && !passes(hit, query, plan.residual, orders))) continue;
      hits.set(row.key, hit);
      count += 1;
      if (count < need || plan.ordered === 0) continue;
      if (complete) break;
      tie ??= firstKey(hit, plan);
    }
  }
  return { hits: [...hits.values()], sorted: complete && (plan.spans?.length ?? 1) === 1 };
}

function firstKey(hit: Hit, plan: Plan): Buffer | undefined {
  const [first] = plan.orders;
  return first && candidateKey(candidateOf(hit), first.field);
}

function markOf(
  cursor: Cursor | undefined,
  plan: Plan,
  query: Query,
  span: Span | undefined,
  collection: FoundCollection,
): EntryMark | undefined {
  const [key] = cursor?.keys ?? [];
  if (!cursor || !key || !span || isPoint(span) || !followsField(plan)) return undefined;
  if (plan.orders[0]?.field.text !== query.orders[0]?.field.text) return undefined;
  const prefix = `${collection.name}/`;
  const id = cursor.name?.startsWith(prefix) ? cursor.name.slice(prefix.length) : undefined;
  const short = cutKey(key);
  const exact =
    plan.ordered === 2 && cursor.keys.length === 2 && id !== undefined && !id.includes('/') && short === key;
  return { key: short, id: exact ? toOrderedId(id) : undefined };
}

function toHit(collection: FoundCollection, id: string, row: DocumentRow): Hit {
  const { body, created, updated } = row;
  return { name: `${collection.name}/${id}`, body, created, updated, keys: undefined };
}

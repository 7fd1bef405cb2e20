import type { FilterShape, FirestoreIndexes } from './check-indexes.ts';
import type { IndexRules } from './engine.ts';
import type { KeptEntries } from './index-entries.ts';
import type { Filter, Query } from './query.ts';
import { Refusal } from './refusal.ts';

const EVERYTHING = { order: true, contains: true };

/** Without declared indexes every field is indexed and every query runs, as on Google's emulator. */
export const LENIENT: IndexRules = {
  kept: () => EVERYTHING,
  checkIndexes: () => undefined,
  exemptions: '[]',
};

/** Keeps the entries that the declared indexes keep, and refuses the queries that production would refuse. */
export async function strictRules(indexes: FirestoreIndexes): Promise<IndexRules> {
  // Loaded only here, since reading the declaration takes a library that start-up would wait for.
  const { checkIndexed } = await import('./check-indexes.ts');
  const { singleFieldIndexes } = await import('./firestore-indexes.ts');
  const keptByKind = new Map<string, Map<string, ReturnType<KeptEntries>>>();
  const overridden = new Set(indexes.fieldOverrides.map((one) => one.collectionGroup));

  function keptOf(kind: string, path: string): ReturnType<KeptEntries> {
    const as = new Set([
      ...singleFieldIndexes(indexes, kind, 'COLLECTION', path),
      ...singleFieldIndexes(indexes, kind, 'COLLECTION_GROUP', path),
    ]);
    return { order: as.has('ASCENDING') || as.has('DESCENDING'), contains: as.has('CONTAINS') };
  }

  return {
    kept(kind, path) {
      if (!overridden.has(kind) && !overridden.has('__default__')) return EVERYTHING;
      let paths = keptByKind.get(kind);
      if (!paths || paths.size > 10_000)
        keptByKind.set(kind, (paths = new Map<string, ReturnType<KeptEntries>>()));
      let keeps = paths.get(path);
      if (!keeps) paths.set(path, (keeps = keptOf(kind, path)));
      return keeps;
    },
    checkIndexes(query, explicit, aggregated) {
      const check = checkIndexed(shapeOf(query, explicit, aggregated), indexes);
      if (!check.covered) throw new Refusal('FAILED_PRECONDITION', check.message);
    },
    exemptions: JSON.stringify(indexes.fieldOverrides),
  };
}

function shapeOf(query: Query, explicit: number, aggregated: readonly string[]) {
  return {
    collectionId: query.scope.kind,
    allDescendants: query.scope.descendants,
    where: query.filter && filterShape(query.filter),
    orderBy: query.orders
      .slice(0, explicit)
      .map(({ field, descending }) => ({ field: field.text, descending })),
    aggregated,
  };
}

function filterShape(filter: Filter): FilterShape {
  if ('filters' in filter) {
    return { op: filter.kind === 'and' ? 'AND' : 'OR', filters: filter.filters.map(filterShape) };
  }
  const field = filter.field.text;
  switch (filter.kind) {
    case 'equal':
      return { op: filter.keys.length > 1 ? 'IN' : 'EQUAL', field };
    case 'contains':
      return { op: filter.keys.length > 1 ? 'ARRAY_CONTAINS_ANY' : 'ARRAY_CONTAINS', field };
    case 'range':
      return { op: 'LESS_THAN', field };
    default:
      return { op: 'NOT_EQUAL', field };
  }
}

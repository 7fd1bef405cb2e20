import { indexedAs, singleFieldIndexes } from './firestore-indexes.ts';
import type { FirestoreIndexes, IndexedAs, QueryScope } from './firestore-indexes.ts';

export { parseIndexes } from './firestore-indexes.ts';
export type { FirestoreIndexes } from './firestore-indexes.ts';

type Equality = 'EQUAL' | 'IN' | 'IS_NULL' | 'IS_NAN';
type Contains = 'ARRAY_CONTAINS' | 'ARRAY_CONTAINS_ANY';
type Inequality =
  | 'LESS_THAN'
  | 'LESS_THAN_OR_EQUAL'
  | 'GREATER_THAN'
  | 'GREATER_THAN_OR_EQUAL'
  | 'NOT_EQUAL'
  | 'NOT_IN'
  | 'IS_NOT_NULL'
  | 'IS_NOT_NAN';

export type FilterShape =
  | { op: 'AND' | 'OR'; filters: readonly FilterShape[] }
  | { op: Equality | Contains | Inequality; field: string };

/** What of a StructuredQuery decides which indexes it needs; operators are named as in the protocol. */
export type QueryShape = {
  /** Absent in a query over all collections under a parent. */
  collectionId?: string | undefined;
  allDescendants: boolean;
  where?: FilterShape | undefined;
  /** As the client sent it, without what is implied. */
  orderBy: readonly { field: string; descending: boolean }[];
  /** The fields of sum and average. */
  aggregated?: readonly string[];
};

export type IndexNeeded = {
  collectionGroup: string;
  queryScope: QueryScope;
  fields: { fieldPath: string; as: IndexedAs }[];
};

export type IndexCheck = { covered: true } | { covered: false; needed: IndexNeeded; message: string };

type Ordered = { field: string; descending: boolean };
/** One branch of a query in disjunctive normal form: what is fixed, and the order of the rest. */
type Conjunction = {
  fixed: Map<string, 'order' | 'contains'>;
  sorted: Ordered[];
  byName: boolean | undefined;
};

const NAME = '__name__';
const equalities: ReadonlySet<string> = new Set<Equality>(['EQUAL', 'IN', 'IS_NULL', 'IS_NAN']);
const contains: ReadonlySet<string> = new Set<Contains>(['ARRAY_CONTAINS', 'ARRAY_CONTAINS_ANY']);

/** Says whether production would answer the query with these indexes, and if not, which index it would ask for. */
export function checkIndexed(query: QueryShape, indexes: FirestoreIndexes): IndexCheck {
  const collectionGroup = query.collectionId ?? '';
  const queryScope = query.allDescendants ? 'COLLECTION_GROUP' : 'COLLECTION';
  for (const one of conjunctionsOf(query)) {
    if (isCovered(one, collectionGroup, queryScope, indexes)) continue;
    const needed = { collectionGroup, queryScope, fields: fieldsNeeded(one) } as const;
    return { covered: false, needed, message: describe(needed) };
  }
  return { covered: true };
}

function isCovered(
  one: Conjunction,
  collection: string,
  scope: QueryScope,
  indexes: FirestoreIndexes,
): boolean {
  const { fixed, sorted, byName } = one;
  if (fixed.size + sorted.length === 0 && byName !== true) return true;
  const usable = usableIndexes(one, collection, scope, indexes);
  // Indexes that end in the same order are merged; together they must fix every field.
  return (
    usable.length > 0 && [...fixed.keys()].every((field) => usable.some((prefix) => prefix.includes(field)))
  );
}

/** For each index that yields the order, the fixed fields in front of it. */
function usableIndexes(
  one: Conjunction,
  collection: string,
  scope: QueryScope,
  indexes: FirestoreIndexes,
): string[][] {
  const single = [...one.fixed.keys(), ...one.sorted.map(({ field }) => field)].flatMap((fieldPath) =>
    [...singleFieldIndexes(indexes, collection, scope, fieldPath)].map((as) => [{ fieldPath, as }]),
  );
  const composite = indexes.indexes
    .filter((index) => index.collectionGroup === collection && index.queryScope === scope)
    .map(({ fields }) =>
      fields.flatMap((field) => indexedAs(field).map((as) => ({ fieldPath: field.fieldPath, as }))),
    )
    .filter((fields) => fields.length > 0);
  return [...single, ...composite].flatMap((fields) => {
    const prefix = prefixBefore(one, fields);
    return prefix ? [prefix] : [];
  });
}

function prefixBefore(one: Conjunction, index: IndexNeeded['fields']): string[] | undefined {
  const named = index.at(-1)?.fieldPath === NAME;
  const fields = named ? index.slice(0, -1) : index;
  const byNameDescending = index.at(-1)?.as === 'DESCENDING';
  if (one.byName !== undefined && one.byName !== byNameDescending) return undefined;
  const length = fields.length - one.sorted.length;
  if (length < 0) return undefined;
  const prefix = fields.slice(0, length);
  const sorted = fields.slice(length);
  const fits =
    prefix.every(
      ({ fieldPath, as }) => one.fixed.get(fieldPath) === (as === 'CONTAINS' ? 'contains' : 'order'),
    ) &&
    sorted.every(
      ({ fieldPath, as }, at) => fieldPath === one.sorted[at]?.field && as === direction(one.sorted[at]),
    );
  return fits ? prefix.map(({ fieldPath }) => fieldPath) : undefined;
}

const direction = (one: { descending: boolean }): IndexedAs => (one.descending ? 'DESCENDING' : 'ASCENDING');

function conjunctionsOf(query: QueryShape): Conjunction[] {
  const branches = query.where ? normalize(query.where) : [[]];
  const order = fullOrder(query, branches);
  const byName = order.at(-1)?.field === NAME ? order.at(-1)?.descending : undefined;
  return branches.map((branch) => {
    const fixed: Conjunction['fixed'] = new Map();
    for (const { op, field } of branch) {
      if (equalities.has(op)) fixed.set(field, 'order');
      else if (contains.has(op) && !fixed.has(field)) fixed.set(field, 'contains');
    }
    const oneName = fixed.delete(NAME);
    const sorted = order.filter(({ field }) => field !== NAME && fixed.get(field) !== 'order');
    // A single document has no order by name.
    return { fixed, sorted, byName: oneName ? undefined : byName };
  });
}

/** The order with what Firestore implies: fields with inequalities, aggregated fields, the document's name. */
function fullOrder(query: QueryShape, branches: Leaf[][]): Ordered[] {
  const order = [...query.orderBy];
  const descending = order.at(-1)?.descending ?? false;
  const unequal = branches.flat().filter(({ op }) => !equalities.has(op) && !contains.has(op));
  const implied = [...unequal.map((leaf) => leaf.field).sort(), ...[...(query.aggregated ?? [])].sort()];
  for (const field of [...implied.filter((one) => one !== NAME), NAME]) {
    if (!order.some((one) => one.field === field)) order.push({ field, descending });
  }
  return order;
}

type Leaf = Extract<FilterShape, { field: string }>;

/** Disjunctive normal form: any of these, each of which is all of those. */
function normalize(filter: FilterShape): Leaf[][] {
  if ('field' in filter) return [[filter]];
  const parts = filter.filters.map(normalize);
  if (filter.op === 'OR') return parts.flat();
  return parts.reduce<Leaf[][]>(
    (all, part) => all.flatMap((left) => part.map((right) => [...left, ...right])),
    [[]],
  );
}

function fieldsNeeded({ fixed, sorted, byName }: Conjunction): IndexNeeded['fields'] {
  const fields: IndexNeeded['fields'] = [
    ...[...fixed].map(([fieldPath, how]) => ({
      fieldPath,
      as: how === 'contains' ? ('CONTAINS' as const) : ('ASCENDING' as const),
    })),
    ...sorted.map((one) => ({ fieldPath: one.field, as: direction(one) })),
  ];
  const descends = fields.at(-1)?.as === 'DESCENDING';
  if (byName !== undefined && byName !== descends)
    fields.push({ fieldPath: NAME, as: byName ? 'DESCENDING' : 'ASCENDING' });
  return fields;
}

function describe({ collectionGroup, queryScope, fields }: IndexNeeded): string {
  const list = fields.map(({ fieldPath, as }) => `${fieldPath} ${as}`).join(', ');
  return `The query requires an index. Add it to firestore.indexes.json: collection group "${collectionGroup}", query scope ${queryScope}, ${fields.length === 1 ? 'field override' : 'fields'} ${list}.`;
}

import { checkFilter } from './check-filter.ts';
import { checkValue } from './check-value.ts';
import { checkCollectionId, checkParentName, databaseOf } from './document-name.ts';
import { encodeKey } from './encode-key.ts';
import { NAME_FIELD, parseField } from './parse-field.ts';
import { operandsOf, parseFilter } from './parse-filter.ts';
import type { CursorMessage, StructuredQuery } from './messages.ts';
import {
  NAME,
  type Cursor,
  type Field,
  type Filter,
  type Leaf,
  type Order,
  type Query,
  type Scope,
} from './query.ts';
import { invalid, Refusal } from './refusal.ts';
import { compareUtf8 } from './sort-fields.ts';

const DESCENDING = 2;

/** Checks a query below `parent`, whose `aggregated` fields are added up, and writes out what it implies. */
export function parseQuery(parent: string, query: StructuredQuery, aggregated: readonly Field[] = []): Query {
  if (query.findNearest) throw new Refusal('UNIMPLEMENTED', 'The local Firestore does not search vectors.');
  if (query.offset < 0) throw invalid('offset is negative');
  if (query.limit && query.limit.value < 0) throw invalid('limit is negative');
  const filter = query.where ? parseFilter(query.where) : undefined;
  if (query.where) checkFilter(query.where);
  const explicit = parseOrders(query);
  const scope = parseScope(parent, query);
  const leaves = leavesOf(filter);
  if (scope.kind === undefined) checkKindless(explicit, leaves);
  checkNameOrder(explicit, leaves, aggregated);
  return {
    scope,
    filter,
    orders: completeOrders(explicit, leaves, aggregated),
    start: query.startAt && parseCursor(query.startAt, explicit),
    end: query.endAt && parseCursor(query.endAt, explicit),
    offset: query.offset,
    limit: query.limit?.value,
    projection: query.select && parseProjection(query.select.fields),
  };
}

function parseScope(parent: string, query: StructuredQuery): Scope {
  checkParentName(parent);
  if (query.from.length > 1)
    throw invalid('StructuredQuery.from cannot have more than one collection selector.');
  const [from = { collectionId: '', allDescendants: true }] = query.from;
  if (from.collectionId !== '') checkCollectionId(from.collectionId);
  return {
    database: databaseOf(parent),
    parent,
    kind: from.collectionId === '' ? undefined : from.collectionId,
    descendants: from.allDescendants,
  };
}

function parseOrders(query: StructuredQuery): Order[] {
  const orders = query.orderBy.map((order) => ({
    field: parseField(order.field?.fieldPath ?? ''),
    descending: order.direction === DESCENDING,
  }));
  orders.forEach(({ field }, i) => {
    const before = orders.slice(0, i);
    if (before.some((other) => other.field.text === NAME)) {
      throw invalid('order by clause cannot contain more fields after the key');
    }
    if (before.some((other) => other.field.text === field.text)) {
      throw invalid(`order by clause cannot contain duplicate fields ${field.text}`);
    }
  });
  return orders;
}

function checkNameOrder(
  explicit: readonly Order[],
  leaves: readonly Leaf[],
  aggregated: readonly Field[],
): void {
  const last = explicit.at(-1);
  const others = leaves.filter((one) => one.field.text !== NAME);
  if (last?.field.text === NAME && last.descending && explicit.length === 1 && others.length === 0) {
    throw new Refusal('FAILED_PRECONDITION', 'Firestore does not support descending key scans');
  }
  const ordered = new Set(explicit.map((order) => order.field.text));
  const unequal = others.filter(isInequality);
  const isNamed = leaves.some((one) => one.field.text === NAME);
  // A range of names makes the name one of the inequalities, which then go together.
  const isOneName = isNamed && !leaves.some((one) => isInequality(one) && one.field.text === NAME);
  const implied = unequal.filter((one) => !ordered.has(one.field.text));
  const summed = aggregated.filter(
    ({ text }) => !ordered.has(text) && !unequal.some((one) => one.field.text === text),
  );
  const afterName = last?.field.text === NAME && implied.length + summed.length > 0;
  if (afterName || (isOneName && unequal.length > 0) || (isNamed && summed.length > 0)) {
    throw invalid('order by clause cannot contain more fields after the key');
  }
}

/** Collections of any name share no index but that of names. */
function checkKindless(explicit: readonly Order[], leaves: readonly Leaf[]): void {
  const filtered = leaves.find((one) => one.field.text !== NAME);
  if (filtered) throw invalid(`kind is required for filter: ${filtered.field.text}`);
  if (explicit.some((order) => order.field.text !== NAME || order.descending)) {
    throw invalid('kind is required for all orders except __key__ ascending');
  }
}

function leavesOf(filter: Filter | undefined): Leaf[] {
  if (!filter) return [];
  return 'filters' in filter ? filter.filters.flatMap(leavesOf) : [filter];
}

/** An inequality that nothing can satisfy, such as one against null, is one all the same. */
function isInequality(leaf: Leaf): boolean {
  return leaf.kind === 'range' || leaf.kind === 'differs' || leaf.kind === 'never';
}

/** Adds the fields of inequalities and sums and at last the name, in the direction of the last order given. */
function completeOrders(
  explicit: readonly Order[],
  leaves: readonly Leaf[],
  aggregated: readonly Field[],
): Order[] {
  const descending = explicit.at(-1)?.descending ?? false;
  const orders = [...explicit];
  if (orders.at(-1)?.field.text === NAME) return orders;
  const byText = (a: Field, b: Field) => compareUtf8(a.text, b.text);
  const unequal = leaves.filter(isInequality).map((one) => one.field);
  for (const field of [...unequal.sort(byText), ...[...aggregated].sort(byText)]) {
    if (field.text === NAME || orders.some((order) => order.field.text === field.text)) continue;
    orders.push({ field, descending });
  }
  return [...orders, { field: NAME_FIELD, descending }];
}

function parseCursor(cursor: CursorMessage, orders: readonly Order[]): Cursor | undefined {
  if (cursor.values.length > orders.length) throw invalid('Cursor has too many values.');
  if (cursor.values.length === 0) return undefined;
  let name: string | undefined;
  const keys = cursor.values.map((value, i) => {
    const field = orders[i]?.field ?? NAME_FIELD;
    for (const operand of operandsOf(value)) checkValue(operand, field.text);
    if (field.text === NAME && value.type !== 'reference')
      throw invalid('__key__ filter value must be a Key');
    if (field.text === NAME && value.type === 'reference') name = value.value;
    return encodeKey(value);
  });
  return { keys, name, before: cursor.before };
}

function parseProjection(fields: readonly { fieldPath: string }[]): (readonly string[])[] {
  return fields
    .map((field) => parseField(field.fieldPath))
    .filter((field) => field.text !== NAME)
    .map((field) => field.path);
}

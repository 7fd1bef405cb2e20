import { FieldPath, Filter as ClientFilter } from '@google-cloud/firestore';
import type { CollectionReference, DocumentSnapshot, Query as ClientQuery } from '@google-cloud/firestore';
import type { Filter, Query } from './sequence.ts';
import { makeValue } from './values.ts';

/** What a query is asked of: the collection of the sequence, one below it, and the group of all like that one. */
export type Place = {
  root: CollectionReference;
  sub: string;
  snapshot(doc: string): Promise<DocumentSnapshot>;
};

/** Builds the client's query; cursors at documents read them first. */
export async function buildQuery(spec: Query, place: Place): Promise<ClientQuery> {
  const { root, sub } = place;
  let query: ClientQuery = root;
  if (spec.from === 'sub') query = root.doc('a').collection(sub);
  if (spec.from === 'group') query = root.firestore.collectionGroup(sub);
  if (spec.where) query = query.where(buildFilter(spec.where, place, spec.from));
  for (const { path, desc } of spec.orderBy) query = query.orderBy(fieldPath(path), desc ? 'desc' : 'asc');
  for (const cursor of spec.cursors) {
    if ('doc' in cursor) query = query[cursor.at](await place.snapshot(cursor.doc));
    else
      query = query[cursor.at](
        ...cursor.values.slice(0, spec.orderBy.length).map((name) => makeValue(name, root)),
      );
  }
  if (spec.limit !== undefined) query = query.limit(spec.limit);
  if (spec.last !== undefined) query = query.limitToLast(spec.last);
  if (spec.offset !== undefined) query = query.offset(spec.offset);
  if (spec.select) query = query.select(...spec.select.map(fieldPath));
  return query;
}

function buildFilter(filter: Filter, place: Place, from: Query['from']): ClientFilter {
  if ('all' in filter) return ClientFilter.and(...filter.all.map((one) => buildFilter(one, place, from)));
  if ('any' in filter) return ClientFilter.or(...filter.any.map((one) => buildFilter(one, place, from)));
  if ('name' in filter) {
    const parent = from === 'sub' ? place.root.doc('a').collection(place.sub) : place.root;
    return ClientFilter.where(
      FieldPath.documentId(),
      filter.name,
      parent.doc(filter.doc.split('/').at(-1) ?? ''),
    );
  }
  const operand =
    'values' in filter
      ? filter.values.map((name) => makeValue(name, place.root))
      : makeValue(filter.value, place.root);
  return ClientFilter.where(fieldPath(filter.path), filter.op, operand);
}

export const fieldPath = (segments: string[]): FieldPath =>
  segments[0] === '__name__' ? FieldPath.documentId() : new FieldPath(...segments);

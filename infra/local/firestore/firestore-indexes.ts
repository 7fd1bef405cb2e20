import { z } from 'zod';
import { formatFieldPath, parseFieldPath } from './field-path.ts';

const scope = z.enum(['COLLECTION', 'COLLECTION_GROUP']).default('COLLECTION');
const order = z.enum(['ASCENDING', 'DESCENDING']);
const fieldPath = z
  .string()
  .transform((path) => (path === '*' ? path : formatFieldPath(parseFieldPath(path))));
const kind = { order: order.optional(), arrayConfig: z.literal('CONTAINS').optional() };

const firestoreIndexes = z.object({
  indexes: z
    .array(
      z.object({
        collectionGroup: z.string(),
        queryScope: scope,
        fields: z.array(z.object({ fieldPath, ...kind, vectorConfig: z.unknown().optional() })).min(1),
      }),
    )
    .default([]),
  fieldOverrides: z
    .array(
      z.object({
        collectionGroup: z.string(),
        fieldPath,
        ttl: z.boolean().default(false),
        indexes: z.array(z.object({ queryScope: scope, ...kind })).default([]),
      }),
    )
    .default([]),
});

/** What `firestore.indexes.json` declares. */
export type FirestoreIndexes = z.infer<typeof firestoreIndexes>;

/** Reads the content of a `firestore.indexes.json`; throws where it is not one. */
export function parseIndexes(json: unknown): FirestoreIndexes {
  return firestoreIndexes.parse(json);
}

export type QueryScope = 'COLLECTION' | 'COLLECTION_GROUP';
export type IndexedAs = 'ASCENDING' | 'DESCENDING' | 'CONTAINS';

const automatic: ReadonlySet<IndexedAs> = new Set(['ASCENDING', 'DESCENDING', 'CONTAINS']);
const none: ReadonlySet<IndexedAs> = new Set();

/** How a field is indexed by itself: automatically, or as the nearest override of it or of a map around it says. */
export function singleFieldIndexes(
  { fieldOverrides }: FirestoreIndexes,
  collectionGroup: string,
  queryScope: QueryScope,
  path: string,
): ReadonlySet<IndexedAs> {
  const segments = parseFieldPath(path);
  const around = segments.map((_, from) => formatFieldPath(segments.slice(0, segments.length - from)));
  const places = [
    ...around.map((one) => [collectionGroup, one]),
    [collectionGroup, '*'],
    ['__default__', '*'],
  ];
  for (const [group, field] of places) {
    const found = fieldOverrides.find((one) => one.collectionGroup === group && one.fieldPath === field);
    if (found)
      return new Set(found.indexes.filter((one) => one.queryScope === queryScope).flatMap(indexedAs));
  }
  return queryScope === 'COLLECTION' ? automatic : none;
}

/** Whether a composite index holds the field in an order or element by element; nothing for a vector. */
export function indexedAs(one: {
  order?: 'ASCENDING' | 'DESCENDING' | undefined;
  arrayConfig?: 'CONTAINS' | undefined;
}): IndexedAs[] {
  const as = one.arrayConfig ?? one.order;
  return as ? [as] : [];
}

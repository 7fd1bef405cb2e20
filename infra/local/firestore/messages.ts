import { sentDocumentCodec, storedDocumentCodec, timestampCodec } from './document.ts';
import {
  bool,
  bytes,
  int32,
  int64,
  many,
  maybe,
  message,
  one,
  string,
  type Codec,
  type Message,
} from './message.ts';
import { valueCodec, type Value } from './value.ts';
import type { WireReader } from './wire-format.ts';

const mask = message({ fieldPaths: many(1, string) });
export type Mask = Message<typeof mask>;

const precondition = message({ exists: maybe(1, bool), updateTime: one(2, timestampCodec) });
export type Precondition = Message<typeof precondition>;

const arrayValues: Codec<Value[] | undefined> = {
  wireType: 2,
  empty: undefined,
  isEmpty: () => false,
  write: () => undefined,
  read: (reader: WireReader) => {
    const value = valuesOnly.read(reader);
    return value?.values ?? [];
  },
};
const valuesOnly = message({ values: many(1, valueCodec) });

const fieldTransform = message({
  fieldPath: one(1, string),
  setToServerValue: maybe(2, int32),
  increment: one(3, valueCodec),
  maximum: one(4, valueCodec),
  minimum: one(5, valueCodec),
  appendMissingElements: one(6, arrayValues),
  removeAllFromArray: one(7, arrayValues),
});
export type FieldTransform = Message<typeof fieldTransform>;

const write = message({
  update: one(1, sentDocumentCodec),
  delete: maybe(2, string),
  transform: one(6, message({ document: one(1, string), fieldTransforms: many(2, fieldTransform) })),
  updateMask: one(3, mask),
  updateTransforms: many(7, fieldTransform),
  currentDocument: one(4, precondition),
});
export type Write = Message<typeof write>;

const writeResult = message({ updateTime: one(1, timestampCodec), transformResults: many(2, valueCodec) });
export type WriteResult = Message<typeof writeResult>;

const transactionOptions = message({
  readOnly: one(2, message({ readTime: one(2, timestampCodec) })),
  readWrite: one(3, message({ retryTransaction: one(1, bytes) })),
});
export type TransactionOptions = Message<typeof transactionOptions>;

export const getDocumentRequest = message({
  name: one(1, string),
  mask: one(2, mask),
  transaction: one(3, bytes),
  readTime: one(5, timestampCodec),
});
export const listDocumentsRequest = message({
  parent: one(1, string),
  collectionId: one(2, string),
  pageSize: one(3, int32),
  pageToken: one(4, string),
  orderBy: one(6, string),
  mask: one(7, mask),
  transaction: one(8, bytes),
  readTime: one(10, timestampCodec),
  showMissing: one(12, bool),
});
export type ListDocumentsRequest = Message<typeof listDocumentsRequest>;
export const listDocumentsResponse = message({
  documents: many(1, storedDocumentCodec),
  nextPageToken: one(2, string),
});

export const createDocumentRequest = message({
  parent: one(1, string),
  collectionId: one(2, string),
  documentId: one(3, string),
  document: one(4, sentDocumentCodec),
  mask: one(5, mask),
});
export const updateDocumentRequest = message({
  document: one(1, sentDocumentCodec),
  updateMask: one(2, mask),
  mask: one(3, mask),
  currentDocument: one(4, precondition),
});
export const deleteDocumentRequest = message({ name: one(1, string), currentDocument: one(2, precondition) });

export const batchGetDocumentsRequest = message({
  database: one(1, string),
  documents: many(2, string),
  mask: one(3, mask),
  transaction: one(4, bytes),
  newTransaction: one(5, transactionOptions),
  readTime: one(7, timestampCodec),
});
export const batchGetDocumentsResponse = message({
  found: one(1, storedDocumentCodec),
  missing: maybe(2, string),
  transaction: one(3, bytes),
  readTime: one(4, timestampCodec),
});

export const beginTransactionRequest = message({
  database: one(1, string),
  options: one(2, transactionOptions),
});
export const beginTransactionResponse = message({ transaction: one(1, bytes) });
export const commitRequest = message({
  database: one(1, string),
  writes: many(2, write),
  transaction: one(3, bytes),
});
export const commitResponse = message({
  writeResults: many(1, writeResult),
  commitTime: one(2, timestampCodec),
});
export const rollbackRequest = message({ database: one(1, string), transaction: one(2, bytes) });

export const batchWriteRequest = message({ database: one(1, string), writes: many(2, write) });
const statusCodec = message({ code: one(1, int32), message: one(2, string) });
export const batchWriteResponse = message({
  writeResults: many(1, writeResult),
  status: many(2, statusCodec),
});

/** The only answer to a Listen: its target is removed, with the reason. */
export const listenResponse = message({
  targetChange: one(
    2,
    message({ targetChangeType: one(1, int32), targetIds: many(2, int32), cause: one(3, statusCodec) }),
  ),
});

export const listCollectionIdsRequest = message({
  parent: one(1, string),
  pageSize: one(2, int32),
  pageToken: one(3, string),
  readTime: one(4, timestampCodec),
});
export const listCollectionIdsResponse = message({
  collectionIds: many(1, string),
  nextPageToken: one(2, string),
});

const fieldReference = message({ fieldPath: one(2, string) });

/** A filter holds filters, so its codec reaches itself through a late look-up. */
const filter: Codec<FilterMessage | undefined> = {
  wireType: 2,
  empty: undefined,
  isEmpty: () => false,
  write: () => undefined,
  read: (reader) => filterBody.read(reader),
};
export type FilterMessage = {
  compositeFilter: { op: number; filters: FilterMessage[] } | undefined;
  fieldFilter: { field: { fieldPath: string } | undefined; op: number; value: Value | undefined } | undefined;
  unaryFilter: { op: number; field: { fieldPath: string } | undefined } | undefined;
};
const filterBody = message({
  compositeFilter: one(1, message({ op: one(1, int32), filters: many(2, filter) })),
  fieldFilter: one(
    2,
    message({ field: one(1, fieldReference), op: one(2, int32), value: one(3, valueCodec) }),
  ),
  unaryFilter: one(3, message({ op: one(1, int32), field: one(2, fieldReference) })),
});

const cursor = message({ values: many(1, valueCodec), before: one(2, bool) });
export type CursorMessage = Message<typeof cursor>;

const structuredQuery = message({
  select: one(1, message({ fields: many(2, fieldReference) })),
  from: many(2, message({ collectionId: one(2, string), allDescendants: one(3, bool) })),
  where: one(3, filter),
  orderBy: many(4, message({ field: one(1, fieldReference), direction: one(2, int32) })),
  startAt: one(7, cursor),
  endAt: one(8, cursor),
  offset: one(6, int32),
  limit: one(5, message({ value: one(1, int32) })),
  findNearest: one(9, message({})),
});
export type StructuredQuery = Message<typeof structuredQuery>;

export const runQueryRequest = message({
  parent: one(1, string),
  structuredQuery: one(2, structuredQuery),
  transaction: one(5, bytes),
  newTransaction: one(6, transactionOptions),
  readTime: one(7, timestampCodec),
  explainOptions: one(10, message({ analyze: one(1, bool) })),
});
export const runQueryResponse = message({
  transaction: one(2, bytes),
  document: one(1, storedDocumentCodec),
  readTime: one(3, timestampCodec),
  skippedResults: one(4, int32),
  done: maybe(6, bool),
});

const aggregation = message({
  count: one(1, message({ upTo: one(1, message({ value: one(1, int64) })) })),
  sum: one(2, message({ field: one(1, fieldReference) })),
  avg: one(3, message({ field: one(1, fieldReference) })),
  alias: one(7, string),
});
export type Aggregation = Message<typeof aggregation>;

export const runAggregationQueryRequest = message({
  parent: one(1, string),
  structuredAggregationQuery: one(
    2,
    message({ structuredQuery: one(1, structuredQuery), aggregations: many(3, aggregation) }),
  ),
  transaction: one(4, bytes),
  newTransaction: one(5, transactionOptions),
  readTime: one(6, timestampCodec),
  explainOptions: one(8, message({ analyze: one(1, bool) })),
});
const aggregateField = message({ key: one(1, string), value: one(2, valueCodec) });
export const runAggregationQueryResponse = message({
  result: one(1, message({ aggregateFields: many(2, aggregateField) })),
  transaction: one(2, bytes),
  readTime: one(3, timestampCodec),
});

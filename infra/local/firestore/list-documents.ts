import { checkCollectionId, checkParentName, databaseOf } from './document-name.ts';
import type { StoredDocument } from './document.ts';
import { encodeNameKey } from './encode-key.ts';
import type { Engine } from './engine.ts';
import { parseFieldPath } from './field-path.ts';
import type { Hit } from './judge-hit.ts';
import { orderKeys } from './judge-hit.ts';
import type { ListDocumentsRequest } from './messages.ts';
import { parseField, NAME_FIELD } from './parse-field.ts';
import { project } from './project.ts';
import { queryInView } from './query-in-view.ts';
import { NAME, type Cursor, type Order, type Query } from './query.ts';
import { invalid, Refusal } from './refusal.ts';
import type { Call } from './serve-grpc.ts';
import { withView, type View } from './view.ts';

export type Listed = { documents: StoredDocument[]; nextPageToken: string };

const DEFAULT_PAGE = 300;
const NO_FIELDS = new Uint8Array(0);

/** One page of a collection's documents; with `showMissing` also of those that only have something below them. */
export async function listDocuments(
  engine: Engine,
  request: ListDocumentsRequest,
  call: Call,
): Promise<Listed> {
  const { parent, collectionId, pageSize, showMissing, mask } = request;
  checkParentName(parent);
  if (collectionId !== '') checkCollectionId(collectionId);
  if (pageSize < 0) throw invalid('Page size must be nonnegative.');
  if (showMissing && collectionId === '')
    throw invalid('collection id must be set when show_missing is true');
  if (showMissing && request.orderBy !== '')
    throw invalid('cannot specify an order when show_missing is true');
  if (showMissing && (request.readTime ?? request.transaction.length > 0)) {
    throw new Refusal('UNIMPLEMENTED', 'The local Firestore shows missing documents only as they are now.');
  }
  const size = pageSize === 0 ? DEFAULT_PAGE : pageSize;
  const orders = parseOrderBy(request.orderBy);
  const query: Query = {
    scope: { database: databaseOf(parent), parent, kind: collectionId || undefined, descendants: false },
    filter: undefined,
    orders,
    start: request.pageToken === '' ? undefined : decodeToken(request.pageToken, orders),
    end: undefined,
    offset: 0,
    limit: size + 1,
    projection: mask?.fieldPaths.map(parseFieldPath),
  };
  return withView(engine, query.scope.database, request, async (view) => {
    const hits = await hitsOf(engine, view, query, showMissing, call);
    const page = hits.slice(0, size);
    engine.billing.add(query.scope.database, 'reads', Math.max(1, page.length));
    const last = page.at(-1);
    return {
      documents: page.map((hit) => project(hit, query.projection)),
      nextPageToken: hits.length > size && last ? encodeToken(last, query) : '',
    };
  });
}

async function hitsOf(
  engine: Engine,
  view: View,
  query: Query,
  showMissing: boolean,
  call: Call,
): Promise<Hit[]> {
  const { hits } = await queryInView(engine, view, query, call);
  if (!showMissing) return hits;
  const { parent, kind = '' } = query.scope;
  const collection = `${parent}/${kind}`;
  const after = query.start?.name?.slice(collection.length + 1) ?? '';
  const existing = new Set(hits.map((hit) => hit.name));
  const missing = engine.below
    .parents(collection, after, query.limit ?? DEFAULT_PAGE)
    .filter((id) => !existing.has(`${collection}/${id}`) && !engine.documents.read(collection, id))
    .map((id) => ({ name: `${collection}/${id}`, body: NO_FIELDS, created: 0, updated: 0, keys: undefined }));
  const keyed = [...hits, ...missing].map((hit) => ({ hit, key: encodeNameKey(hit.name) }));
  return keyed.sort((a, b) => Buffer.compare(a.key, b.key)).map(({ hit }) => hit);
}

/** `a, b.c desc`: fields in order, each with its direction. */
function parseOrderBy(text: string): Order[] {
  const orders = text === '' ? [] : text.split(',').map(parseOrder);
  if (orders.at(-1)?.field.text === NAME) return orders;
  return [...orders, { field: NAME_FIELD, descending: orders.at(-1)?.descending ?? false }];
}

function parseOrder(text: string): Order {
  const match = /^\s*(\S+)(?:\s+(asc|desc))?\s*$/i.exec(text);
  if (!match) throw invalid(`Invalid order by clause "${text}".`);
  return { field: parseField(match[1] ?? ''), descending: match[2]?.toLowerCase() === 'desc' };
}

function encodeToken(last: Hit, query: Query): string {
  const keys = last.keys ?? orderKeys(last, query) ?? [];
  return Buffer.from(JSON.stringify([last.name, ...keys.map((key) => key.toString('base64'))])).toString(
    'base64url',
  );
}

function decodeToken(token: string, orders: readonly Order[]): Cursor {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (Array.isArray(parts) && parts.length === orders.length + 1) {
      const [name, ...keys] = parts.map(String);
      return { name, keys: keys.map((key) => Buffer.from(key, 'base64')), before: false };
    }
  } catch {
    // A token that is not ours is refused below, however it is broken.
  }
  throw invalid('invalid page token');
}

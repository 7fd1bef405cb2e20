import type { DatabaseSync } from 'node:sqlite';
import type { Catalog } from './catalog.ts';
import { checkParentName, databaseOf, relativePath } from './document-name.ts';
import { AFTER_SUBTREE, fromOrderedId, SEPARATOR, toOrderedId, toOrderedPath } from './ordered-path.ts';
import type { Message } from './message.ts';
import type { listCollectionIdsRequest, listCollectionIdsResponse } from './messages.ts';
import { invalid, Refusal } from './refusal.ts';

/** Finds what is below a path without reading what is deeper: each step leaps over one whole subtree. */
export type Below = {
  /** Ids of the collections right below a document (or the root) that hold anything, beginning after `after`. */
  collections(parent: string, after: string, limit: number): string[];
  /** Ids of documents, existing or not, that have something below them. */
  parents(collection: string, after: string, limit: number): string[];
};

const LAST = '\u{10ffff}';

export function openBelow(db: DatabaseSync, catalog: Catalog): Below {
  const next = db.prepare(
    `SELECT path FROM firestore_collections c
     WHERE database = ? AND path >= ? AND path < ?
     AND EXISTS (SELECT 1 FROM firestore_documents d WHERE d.collection = c.id)
     ORDER BY path LIMIT 1`,
  );

  function segments(name: string, after: string, limit: number): string[] {
    const path = toOrderedPath(relativePath(name));
    const prefix = path === '' ? '' : path + SEPARATOR;
    const end = path === '' ? LAST : path + AFTER_SUBTREE;
    const database = catalog.database(databaseOf(name));
    const found: string[] = [];
    let low = after === '' ? prefix : prefix + toOrderedId(after) + AFTER_SUBTREE;
    while (found.length < limit) {
      const row = next.get(database, low, end);
      if (!row) break;
      const [segment = ''] = String(row['path']).slice(prefix.length).split(SEPARATOR);
      found.push(fromOrderedId(segment));
      low = prefix + segment + AFTER_SUBTREE;
    }
    return found;
  }

  return { collections: segments, parents: segments };
}

const DEFAULT_PAGE = 300;

/** One page of the ids of a document's collections. */
export function listCollectionIds(
  engine: { below: Below },
  request: Message<typeof listCollectionIdsRequest>,
): Message<typeof listCollectionIdsResponse> {
  checkParentName(request.parent);
  if (request.readTime) {
    throw new Refusal('UNIMPLEMENTED', 'The local Firestore lists collections only as they are now.');
  }
  if (request.pageSize < 0) throw invalid('page_size must be greater than or equal to zero.');
  const size = request.pageSize === 0 ? DEFAULT_PAGE : request.pageSize;
  const after = Buffer.from(request.pageToken, 'base64url').toString();
  const found = engine.below.collections(request.parent, after, size + 1);
  const collectionIds = found.slice(0, size);
  const last = found.length > size ? (collectionIds.at(-1) ?? '') : '';
  return { collectionIds, nextPageToken: Buffer.from(last).toString('base64url') };
}

import { invalid } from './refusal.ts';

/** Where a document is: `collection` is the full name of its collection. */
export type Place = { database: string; collection: string; id: string };

const ID_LIMIT = 1500;
const DEPTH_LIMIT = 100;

/** `projects/p/databases/d` of any resource name below it. */
export function databaseOf(name: string): string {
  const match = /^projects\/[^/]+\/databases\/[^/]+/.exec(name);
  if (!match) throw invalid(`Invalid resource name: "${name}".`);
  return match[0];
}

/** The path below `/documents`: '' for the root. */
export function relativePath(name: string): string {
  const database = databaseOf(name);
  const root = `${database}/documents`;
  if (name === root) return '';
  if (!name.startsWith(`${root}/`)) throw invalid(`Invalid resource name: "${name}".`);
  return name.slice(root.length + 1);
}

/** Reads the full name of a document, which must be in `database` when one is given. */
export function parseDocumentName(name: string, database?: string): Place {
  const own = databaseOf(name);
  const segments = relativePath(name).split('/');
  if (segments.length < 2 || segments.length % 2 !== 0) {
    throw invalid(
      `Document name "${name}" lacks "${segments.length < 2 ? '/documents/collection/id' : 'id'}" at its end.`,
    );
  }
  for (const segment of segments) checkId(segment, name);
  if (segments.length > DEPTH_LIMIT * 2)
    throw invalid(`The name "${name}" is deeper than ${DEPTH_LIMIT} collections.`);
  if (database !== undefined && own !== database) {
    throw invalid(`Document name "${name}" is not in the database "${database}".`);
  }
  const slash = name.lastIndexOf('/');
  return { database: own, collection: name.slice(0, slash), id: name.slice(slash + 1) };
}

export function checkId(id: string, name: string): void {
  if (id === '') throw invalid(`Document name "${name}" contains an empty segment.`);
  if (id === '.' || id === '..')
    throw invalid(`Document name "${name}" contains "${id}", which is not allowed.`);
  if (/^__.*__$/s.test(id)) throw invalid(`Resource id "${id}" is invalid because it is reserved.`);
  if (id.length * 3 > ID_LIMIT && Buffer.byteLength(id) > ID_LIMIT) {
    throw invalid(`Resource id "${id.slice(0, 40)}…" is longer than ${ID_LIMIT} bytes.`);
  }
}

/** A path whose plain byte order is the order of its segments: the separator sorts below every character of an id. */
export function toOrderedPath(path: string): string {
  const ordered = /[\u0000-\u0002]/.test(path) ? path.replace(/[\u0000-\u0002]/g, escapeLow) : path;
  return ordered.replaceAll('/', '\u0001');
}

export function fromOrderedPath(ordered: string): string {
  const path = ordered.replaceAll('\u0001', '/');
  return path.includes('\u0002') ? path.replace(/\u0002([\u0001-\u0003])/g, unescapeLow) : path;
}

function escapeLow(character: string): string {
  return `\u0002${String.fromCharCode(character.charCodeAt(0) + 1)}`;
}

function unescapeLow(pair: string): string {
  return String.fromCharCode(pair.charCodeAt(1) - 1);
}

import { numberOfId } from './ordered-path.ts';
import { invalid } from './refusal.ts';

/** Where a document is: `collection` is the full name of its collection. */
export type Place = { database: string; collection: string; id: string };

const ID_LIMIT = 1500;
const DEPTH_LIMIT = 100;
const ROOT = ['projects', undefined, 'databases', undefined, 'documents'] as const;

/** `projects/p/databases/d` of any resource name below it. */
export function databaseOf(name: string, what = 'Resource name'): string {
  const project = 'projects/'.length;
  const slash = name.indexOf('/', project);
  if (name.startsWith('projects/') && slash > project && name.startsWith('/databases/', slash)) {
    const database = slash + '/databases/'.length;
    const end = name.indexOf('/', database);
    if (end < 0 && database < name.length) return name;
    if (end > database) return name.slice(0, end);
  }
  checkName(what, name);
  throw lacking(what, name, name.length);
}

/** The path below `/documents`: '' for the root. */
export function relativePath(name: string): string {
  const root = databaseOf(name).length + '/documents'.length;
  if (!name.startsWith('/documents', root - '/documents'.length)) throw lacking('Resource name', name);
  if (name.length === root) return '';
  if (name[root] !== '/') throw lacking('Resource name', name);
  return name.slice(root + 1);
}

/** Reads the full name of a document, which must be in `database` when one is given. */
export function parseDocumentName(name: string, database?: string): Place {
  const segments = checkName('Document name', name);
  if (segments.length < 7 || segments.length % 2 === 0) throw lacking('Document name', name, name.length);
  const slash = name.lastIndexOf('/');
  const own = databaseOf(name);
  if (database !== undefined && own !== database) {
    throw invalid(`Document name "${name}" is not in the database "${database}".`);
  }
  return { database: own, collection: name.slice(0, slash), id: name.slice(slash + 1) };
}

/** Refuses what is neither a document nor the root of the documents. */
export function checkParentName(name: string): void {
  const segments = checkName('Document parent name', name);
  if (segments.length < 5 || segments.length % 2 === 0)
    throw lacking('Document parent name', name, name.length);
}

/** Refuses a reference that names no document. */
export function checkReference(name: string): void {
  const segments = checkName('Resource name', name);
  if (segments.length < 7 || segments.length % 2 === 0) throw lacking('Resource name', name, name.length);
}

export function checkCollectionId(id: string): void {
  if (id.includes('/')) throw invalid(`Collection id "${id}" is invalid because it contains "/".`);
  checkSegment(id, true);
}

function checkName(what: string, name: string): string[] {
  const segments = name.split('/');
  let index = 0;
  for (const [i, segment] of segments.entries()) {
    const fixed = ROOT[i];
    if (fixed !== undefined && segment !== fixed)
      throw invalid(`${what} "${name}" lacks "${fixed}" at index ${index}.`);
    if (segment === '') throw invalid(`${what} "${name}" lacks a resource id at index ${index}.`);
    if (segment === '.' || segment === '..') {
      throw invalid(`${what} "${name}" contains a resource id "${segment}" at index ${index}.`);
    }
    if (i >= ROOT.length) checkSegment(segment, i % 2 === 1);
    index += segment.length + 1;
  }
  if (segments.length > ROOT.length + DEPTH_LIMIT * 2) {
    throw invalid(`Key path is too long. Cannot exceed ${DEPTH_LIMIT} elements.`);
  }
  return segments;
}

function checkSegment(id: string, isCollection: boolean): void {
  if (id.startsWith('__') && id.length >= 4 && id.endsWith('__')) {
    if (isCollection || numberOfId(id) === undefined)
      throw invalid(
        `${isCollection ? 'Collection' : 'Resource'} id "${id}" is invalid because it is reserved.`,
      );
  }
  if (id.length * 3 > ID_LIMIT && Buffer.byteLength(id) > ID_LIMIT) {
    throw invalid(`The key path element ${isCollection ? 'kind' : 'name'} is longer than ${ID_LIMIT} bytes.`);
  }
}

function lacking(what: string, name: string, index = 0): Error {
  return invalid(`${what} "${name}" lacks "${index === 0 ? 'projects' : '/'}" at index ${index}.`);
}

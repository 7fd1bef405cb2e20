/** Below every character of an id, so that what is inside a document comes before the next document. */
export const SEPARATOR = '\u0001';
/** Right behind everything below a path: a subtree ends there. */
export const AFTER_SUBTREE = '\u0002';

/** Begins the ids that are numbers, which come before all others. */
const NUMBER = '\u0002';
const ESCAPE = '\u0003';
const LOW = /[\u0000-\u0003]/g;
const HAS_LOW = /[\u0000-\u0003]/;
const NUMERIC_ID = /^__id(-?\d+)__$/;
const OFFSET = 2n ** 63n;

/** The number that an id like `__id7__` stands for: ids of Datastore. */
export function numberOfId(id: string): bigint | undefined {
  if (!id.startsWith('__id')) return undefined;
  const digits = NUMERIC_ID.exec(id)?.[1];
  if (digits === undefined || digits.length > 20) return undefined;
  const value = BigInt(digits);
  return String(value) === digits && BigInt.asIntN(64, value) === value ? value : undefined;
}

/** An id as the store keeps it: its bytes are in Firestore's order. */
export function toOrderedId(id: string): string {
  const number = numberOfId(id);
  if (number !== undefined) return NUMBER + (number + OFFSET).toString(16).padStart(16, '0');
  return HAS_LOW.test(id) ? id.replace(LOW, escapeLow) : id;
}

export function fromOrderedId(ordered: string): string {
  if (ordered.startsWith(NUMBER)) return `__id${BigInt(`0x${ordered.slice(1)}`) - OFFSET}__`;
  return ordered.includes(ESCAPE) ? ordered.replace(/\u0003(.)/gs, unescapeLow) : ordered;
}

/** A path whose plain byte order is the order of its segments. */
export function toOrderedPath(path: string): string {
  if (!HAS_LOW.test(path) && !path.includes('/__id')) return path.replaceAll('/', SEPARATOR);
  return path.split('/').map(toOrderedId).join(SEPARATOR);
}

export function fromOrderedPath(ordered: string): string {
  return ordered.split(SEPARATOR).map(fromOrderedId).join('/');
}

function escapeLow(character: string): string {
  return ESCAPE + String.fromCharCode(character.charCodeAt(0) + 1);
}

function unescapeLow(_pair: string, character: string): string {
  return String.fromCharCode(character.charCodeAt(0) - 1);
}

import { sortFields } from './sort-fields.ts';
import { asBuffer, encodeFields, readFieldEntry, type ValueFields } from './value.ts';
import { WireReader } from './wire-format.ts';

const LARGE = 256;
const LIST_TAG = 74;
const MAP_TAG = 50;

/** Whether two encoded documents hold the same, in whatever order their fields and those of their maps were sent. */
export function isSameBody(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  if (Buffer.compare(a, b) === 0) return true;
  const others = splitBody(b);
  return [...splitBody(a)].every(([name, part]) => {
    const other = others.get(name);
    return other !== undefined && (other.equals(part) || isSamePart(other, part));
  });
}

function isSamePart(a: Buffer, b: Buffer): boolean {
  const tag = valueTag(a);
  if (tag !== valueTag(b) || (tag !== LIST_TAG && tag !== MAP_TAG)) return false;
  const [one, other] = [a, b].map((part) => {
    const fields: ValueFields = new Map();
    readFieldEntry(new WireReader(part), fields);
    return encodeFields(sortFields(fields));
  });
  return one !== undefined && other !== undefined && one.equals(other);
}

/** The top-level fields that differ between two encoded documents, as they were and as they are. */
export type Change = { before: ValueFields; after: ValueFields };

/**
 * Compares documents field by field as bytes, and decodes of the old one only what has changed: an entry whose field
 * stays the same stays as it is. `isPassedOver` names lists that no entry is kept of, which are large and need no look.
 */
export function changedFields(
  before: Uint8Array,
  after: Uint8Array,
  fields: ValueFields,
  isPassedOver: (name: string) => boolean,
): Change {
  const old = splitBody(before);
  const change: Change = { before: new Map(), after: new Map() };
  for (const [name, part] of splitBody(after)) {
    const was = old.get(name);
    old.delete(name);
    if (was?.equals(part)) continue;
    const value = fields.get(name);
    if (value) change.after.set(name, value);
    if (was) decodeChanged(name, was, change.before, isPassedOver);
  }
  for (const [name, was] of old) decodeChanged(name, was, change.before, isPassedOver);
  return change;
}

function decodeChanged(
  name: string,
  part: Buffer,
  into: ValueFields,
  isPassedOver: (name: string) => boolean,
): void {
  if (part.length > LARGE && valueTag(part) === LIST_TAG && isPassedOver(name)) return;
  readFieldEntry(new WireReader(part), into);
}

/** The first tag of the value in a field's entry, which tells its type. */
function valueTag(part: Buffer): number {
  const reader = new WireReader(part);
  reader.skip(reader.uint32() & 7);
  reader.uint32();
  reader.uint32();
  return reader.uint32();
}

/** Each field's entry (its key and value, encoded) by name. */
function splitBody(body: Uint8Array): Map<string, Buffer> {
  const parts = new Map<string, Buffer>();
  const reader = new WireReader(asBuffer(body));
  while (reader.position < reader.end) {
    reader.uint32();
    const part = reader.bytes();
    const key = new WireReader(part);
    key.uint32();
    parts.set(key.string(), part);
  }
  return parts;
}

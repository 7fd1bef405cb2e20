import { encodeKey, isVector, KEY_LIMIT } from './encode-key.ts';
import { invalid } from './refusal.ts';
import { formatSegment } from './field-path.ts';
import type { Value, ValueFields } from './value.ts';

/** Which entries a collection group keeps of a field: firestore.indexes.json may exempt some. */
export type KeptEntries = (kind: string, path: string) => { order: boolean; contains: boolean };

export type Entry = { field: string; key: Buffer };

/** The name under which the elements of the array at `path` are kept; no field path begins so. */
export function containsField(path: string): string {
  return `[]${path}`;
}

/** What an index keeps of a key. */
export function cutKey(key: Buffer): Buffer {
  return key.length > KEY_LIMIT ? key.subarray(0, KEY_LIMIT) : key;
}

const ENTRIES_LIMIT = 40_000;

/** The single-field index entries of a document: each field, each field of a map, each element of an array. */
export function indexEntries(kind: string, fields: ValueFields, kept: KeptEntries): Entry[] {
  const entries: Entry[] = [];
  for (const [name, value] of fields) addEntries(kind, formatSegment(name), value, kept, entries);
  if (entries.length > ENTRIES_LIMIT) throw invalid('too many index entries for entity');
  return entries;
}

function addEntries(kind: string, path: string, value: Value, kept: KeptEntries, entries: Entry[]): void {
  const keeps = kept(kind, path);
  if (keeps.order) entries.push({ field: path, key: cutKey(encodeKey(value)) });
  if (value.type === 'map' && !isVector(value.fields)) {
    for (const [name, inner] of value.fields)
      addEntries(kind, `${path}.${formatSegment(name)}`, inner, kept, entries);
  } else if (value.type === 'array' && keeps.contains) {
    const seen = new Set<string>();
    for (const element of value.values) {
      const key = cutKey(encodeKey(element));
      const mark = key.toString('latin1');
      if (seen.has(mark)) continue;
      seen.add(mark);
      entries.push({ field: containsField(path), key });
    }
  }
}

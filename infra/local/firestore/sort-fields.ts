import type { Value, ValueFields } from './value.ts';

/** The keys in the order of their UTF-8 bytes, which differs from UTF-16's beyond the basic plane. */
export function sortedKeys(fields: ReadonlyMap<string, unknown>): string[] {
  const keys = [...fields.keys()];
  if (keys.length < 2) return keys;
  keys.sort();
  return keys.some((key) => /[\ud800-\uffff]/.test(key)) ? keys.sort(compareUtf8) : keys;
}

/** Orders two strings by their UTF-8 bytes. */
export function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The same fields in the order of their names, at every depth. */
export function sortFields(fields: ValueFields): ValueFields {
  const sorted: ValueFields = new Map();
  for (const key of sortedKeys(fields)) {
    const value = fields.get(key);
    if (value) sorted.set(key, sortValue(value));
  }
  return sorted;
}

function sortValue(value: Value): Value {
  if (value.type === 'map') return { type: 'map', fields: sortFields(value.fields) };
  return value.type === 'array' ? { type: 'array', values: value.values.map(sortValue) } : value;
}

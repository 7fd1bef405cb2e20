import { encodeKey, RANK } from './encode-key.ts';
import type { FieldSource } from './read-field.ts';
import { NAME, type Field, type Filter, type Leaf } from './query.ts';
import type { Value } from './value.ts';

/** A document as a filter sees it: its name's key and its values. */
export type Candidate = { nameKey: () => Buffer; source: FieldSource };

/** Whether the document passes the filter. */
export function matchFilter(filter: Filter, candidate: Candidate): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.filters.every((inner) => matchFilter(inner, candidate));
    case 'or':
      return filter.filters.length === 0 || filter.filters.some((inner) => matchFilter(inner, candidate));
    case 'never':
      return false;
    case 'contains':
      return matchContains(filter.keys, candidate.source(filter.field.path));
    default: {
      const key = candidateKey(candidate, filter.field);
      return key !== undefined && matchKey(filter, key);
    }
  }
}

export function candidateKey(candidate: Candidate, field: Field): Buffer | undefined {
  if (field.text === NAME) return candidate.nameKey();
  const value = candidate.source(field.path);
  return value && encodeKey(value);
}

function matchKey(leaf: Extract<Leaf, { kind: 'equal' | 'differs' | 'range' }>, key: Buffer): boolean {
  if (leaf.kind === 'equal') return leaf.keys.some((one) => one.equals(key));
  if (leaf.kind === 'differs') return key[0] !== RANK.null && !leaf.keys.some((one) => one.equals(key));
  const fromLow = Buffer.compare(key, leaf.low);
  const fromHigh = Buffer.compare(key, leaf.high);
  return (leaf.lowOpen ? fromLow > 0 : fromLow >= 0) && (leaf.highOpen ? fromHigh < 0 : fromHigh <= 0);
}

function matchContains(keys: readonly Buffer[], value: Value | undefined): boolean {
  if (value?.type !== 'array') return false;
  return value.values.some((element) => {
    const key = encodeKey(element);
    return keys.some((one) => one.equals(key));
  });
}

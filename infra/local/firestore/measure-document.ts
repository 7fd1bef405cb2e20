import { relativePath } from './document-name.ts';
import { invalid } from './refusal.ts';
import type { Value, ValueFields } from './value.ts';

const SIZE_LIMIT = 1_048_576;
const NAME_OVERHEAD = 16;
const DOCUMENT_OVERHEAD = 32;

/** Refuses a document that is too large by Firestore's own way to count. */
export function checkSize(name: string, fields: ValueFields, encoded: number): void {
  // A string of n bytes takes at least n bytes encoded, and all else is within a small factor of its encoding.
  if (encoded < SIZE_LIMIT / 16) return;
  const size = nameSize(name) + mapSize(fields) + DOCUMENT_OVERHEAD;
  if (size <= SIZE_LIMIT) return;
  const count = (bytes: number) => bytes.toLocaleString('en-US');
  throw invalid(
    `Document '${name}' cannot be written because its size (${count(size)} bytes) exceeds the maximum allowed size of ${count(SIZE_LIMIT)} bytes.`,
  );
}

function nameSize(name: string): number {
  let size = NAME_OVERHEAD;
  for (const segment of relativePath(name).split('/')) size += Buffer.byteLength(segment) + 1;
  return size;
}

function mapSize(fields: ValueFields): number {
  let size = 0;
  for (const [key, value] of fields) size += Buffer.byteLength(key) + 1 + valueSize(value);
  return size;
}

function valueSize(value: Value): number {
  switch (value.type) {
    case 'null':
    case 'boolean':
      return 1;
    case 'string':
      return Buffer.byteLength(value.value) + 1;
    case 'bytes':
      return value.value.length;
    case 'reference':
      return nameSize(value.value);
    case 'geo':
      return 16;
    case 'array':
      return value.values.reduce((sum, element) => sum + valueSize(element), 0);
    case 'map':
      return mapSize(value.fields);
    default:
      return 8;
  }
}

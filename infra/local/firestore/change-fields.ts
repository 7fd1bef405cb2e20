import { isVector } from './encode-key.ts';
import type { Value, ValueFields } from './value.ts';

/** The fields inside a map; a vector has none, though it is written as a map. */
function fieldsIn(value: Value | undefined): ValueFields | undefined {
  return value?.type === 'map' && !isVector(value.fields) ? value.fields : undefined;
}

/** The value at a field path, if there is one. */
export function getField(fields: ValueFields, path: readonly string[]): Value | undefined {
  let current: ValueFields = fields;
  for (let i = 0; i < path.length - 1; i++) {
    const next = fieldsIn(current.get(path[i] ?? ''));
    if (!next) return undefined;
    current = next;
  }
  return current.get(path.at(-1) ?? '');
}

/** Sets the value at a field path, making maps on the way (in place of what is no map). */
export function setField(fields: ValueFields, path: readonly string[], value: Value): void {
  let current = fields;
  for (const segment of path.slice(0, -1)) {
    let next = fieldsIn(current.get(segment));
    if (!next) {
      next = new Map();
      current.set(segment, { type: 'map', fields: next });
    }
    current = next;
  }
  current.set(path.at(-1) ?? '', value);
}

/** Removes the value at a field path; the maps that held it stay. */
function removeField(fields: ValueFields, path: readonly string[]): void {
  let current = fields;
  for (const segment of path.slice(0, -1)) {
    const next = fieldsIn(current.get(segment));
    if (!next) return;
    current = next;
  }
  current.delete(path.at(-1) ?? '');
}

/** Takes over from `source` what the mask names; what the mask names and `source` lacks is removed. */
export function mergeFields(
  fields: ValueFields,
  source: ValueFields,
  mask: readonly (readonly string[])[],
): void {
  for (const path of mask) {
    const value = getField(source, path);
    if (value) setField(fields, path, value);
    else removeField(fields, path);
  }
}

/** Only what the mask names. */
export function projectFields(fields: ValueFields, mask: readonly (readonly string[])[]): ValueFields {
  const result: ValueFields = new Map();
  for (const path of mask) {
    const value = getField(fields, path);
    if (value) setField(result, path, value);
  }
  return result;
}

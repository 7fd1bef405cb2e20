import { checkReference } from './document-name.ts';
import { isVector } from './encode-key.ts';
import { checkFieldName } from './field-path.ts';
import { invalid } from './refusal.ts';
import type { Value, ValueFields } from './value.ts';

const DEPTH_LIMIT = 20;
const VALUE_LIMIT = 1_048_487;
const DIMENSION_LIMIT = 2048;
const FIRST_SECOND = -62_135_596_800;
const LAST_SECOND = 253_402_300_799;

/** Refuses what Firestore does not store, and cuts timestamps to the microseconds it keeps. */
export function checkFields(fields: ValueFields): void {
  for (const [name, value] of fields) {
    checkFieldName(name);
    checkValue(value, name);
  }
}

/** `name` is the property that a refusal speaks of. */
export function checkValue(value: Value, name: string, depth = 0): void {
  switch (value.type) {
    case 'refused':
      throw invalid(value.what);
    case 'timestamp':
      if (value.seconds < FIRST_SECOND || value.seconds > LAST_SECOND) {
        throw invalid('Timestamp seconds exceeds limit for field.');
      }
      if (value.nanos < 0 || value.nanos > 999_999_999)
        throw invalid('Timestamp nanos exceeds limit for field.');
      value.nanos -= value.nanos % 1000;
      break;
    case 'geo':
      checkAngle('latitude', value.latitude, 90);
      checkAngle('longitude', value.longitude, 180);
      break;
    case 'reference':
      checkReference(value.value);
      break;
    case 'string':
      if (value.value.length * 3 > VALUE_LIMIT) checkLength(Buffer.byteLength(value.value), name);
      break;
    case 'bytes':
      checkLength(value.value.length, name);
      break;
    case 'array':
      if (depth > DEPTH_LIMIT) throw tooDeep(name);
      for (const element of value.values) checkElement(element, name, depth + 1);
      break;
    case 'map':
      if (depth >= DEPTH_LIMIT) throw tooDeep(name);
      if (isVector(value.fields)) checkVector(value.fields);
      else checkMap(value.fields, name, depth + 1);
      break;
    default:
      break;
  }
}

function checkMap(fields: ValueFields, name: string, depth: number): void {
  if (fields.has('__type__')) throw tooDeep(name);
  for (const [key, inner] of fields) {
    checkFieldName(key);
    checkValue(inner, name, depth);
  }
}

function checkElement(element: Value, name: string, depth: number): void {
  if (element.type === 'array') throw invalid('Cannot convert an array value in an array value.');
  if (element.type === 'map' && isVector(element.fields)) {
    throw invalid('Cannot convert a vector value in an array value.');
  }
  checkValue(element, name, depth);
}

function checkVector(fields: ValueFields): void {
  const value = fields.get('value');
  if (value?.type !== 'array' || fields.size !== 2)
    throw invalid('A vector must hold an array of its values.');
  if (value.values.length === 0) throw invalid('Cannot have a zero length vector.');
  if (value.values.length > DIMENSION_LIMIT)
    throw invalid(`Vectors must be at most ${DIMENSION_LIMIT} dimensions.`);
  if (value.values.some((element) => element.type !== 'double')) {
    throw invalid("Vector must only contain values of type 'double'");
  }
}

function checkAngle(what: string, angle: number, limit: number): void {
  if (Math.abs(angle) <= limit) return;
  const shown = (number: number) => (Number.isInteger(number) ? number.toFixed(1) : String(number));
  throw invalid(
    `Geo point ${what} '${shown(angle)}' outside permitted range ${shown(-limit)} to ${shown(limit)}.`,
  );
}

function checkLength(length: number, name: string): void {
  if (length > VALUE_LIMIT)
    throw invalid(`The value of property "${name}" is longer than ${VALUE_LIMIT} bytes.`);
}

function tooDeep(name: string): Error {
  return invalid(`Property ${name} contains an invalid nested entity.`);
}

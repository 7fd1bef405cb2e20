import { checkFieldName } from './field-path.ts';
import { invalid } from './refusal.ts';
import type { Value, ValueFields } from './value.ts';

const DEPTH_LIMIT = 20;
const FIRST_SECOND = -62_135_596_800;
const LAST_SECOND = 253_402_300_799;

/** Refuses what Firestore does not store, and cuts timestamps to the microseconds it keeps. */
export function checkFields(fields: ValueFields, depth = 0): void {
  for (const [name, value] of fields) {
    checkFieldName(name);
    checkValue(value, name, depth + 1);
  }
}

export function checkValue(value: Value, name: string, depth = 0): void {
  switch (value.type) {
    case 'refused':
      throw invalid(`Property ${name} holds ${value.what}, which cannot be stored.`);
    case 'timestamp':
      if (
        value.seconds < FIRST_SECOND ||
        value.seconds > LAST_SECOND ||
        value.nanos < 0 ||
        value.nanos > 999_999_999
      ) {
        throw invalid(`Property ${name} holds a timestamp outside the years 1 to 9999.`);
      }
      value.nanos -= value.nanos % 1000;
      break;
    case 'geo':
      if (!(Math.abs(value.latitude) <= 90 && Math.abs(value.longitude) <= 180)) {
        throw invalid(`Property ${name} holds a geographical point outside the globe.`);
      }
      break;
    case 'array':
      deeper(depth, name);
      for (const element of value.values) {
        if (element.type === 'array') throw invalid('Cannot convert an array value in an array value.');
        checkValue(element, name, depth + 1);
      }
      break;
    case 'map':
      deeper(depth, name);
      checkFields(value.fields, depth);
      break;
    default:
      break;
  }
}

function deeper(depth: number, name: string): void {
  if (depth > DEPTH_LIMIT) throw invalid(`Property ${name} is nested more than ${DEPTH_LIMIT} levels deep.`);
}

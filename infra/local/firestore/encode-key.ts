import { relativePath } from './document-name.ts';
import { numberOfId } from './ordered-path.ts';
import { sortedKeys } from './sort-fields.ts';
import { asBuffer, type Value, type ValueFields } from './value.ts';

/** The first byte of a key says the type, in Firestore's order across types. */
export const RANK = {
  null: 0x10,
  boolean: 0x18,
  nan: 0x20,
  number: 0x28,
  timestamp: 0x30,
  string: 0x38,
  bytes: 0x40,
  reference: 0x48,
  geo: 0x50,
  array: 0x58,
  vector: 0x5c,
  map: 0x60,
} as const;

/** What an index keeps of a value; whoever reads longer keys must look at the document itself. */
export const KEY_LIMIT = 1500;

const END = 0x00;
const NUMBER_SEGMENT = 0x0002;
const INT64_OFFSET = 2n ** 63n;
const EXACT = 2n ** 53n;
/** Moves every timestamp Firestore allows (from year 1) to above zero. */
const SECONDS_OFFSET = 62_135_596_800;

let scratch = Buffer.allocUnsafe(4096);
let length = 0;

/** Bytes that compare as Firestore orders the values, and are equal exactly when the values are. */
export function encodeKey(value: Value): Buffer {
  length = 0;
  put(value);
  const key = Buffer.allocUnsafe(length);
  scratch.copy(key, 0, 0, length);
  return key;
}

/** A document's name as a key, as if it were a reference to it. */
export function encodeNameKey(name: string): Buffer {
  return encodeKey({ type: 'reference', value: name });
}

/** The rank that values of this one's type share. */
export function rankOf(value: Value): number {
  switch (value.type) {
    case 'integer':
      return RANK.number;
    case 'double':
      return Number.isNaN(value.value) ? RANK.nan : RANK.number;
    case 'map':
      return isVector(value.fields) ? RANK.vector : RANK.map;
    case 'refused':
      throw new TypeError(`${value.what} has no order`);
    default:
      return RANK[value.type];
  }
}

export function isVector(fields: ValueFields): boolean {
  const type = fields.get('__type__');
  return type?.type === 'string' && type.value === '__vector__';
}

function reserve(size: number): void {
  if (length + size <= scratch.length) return;
  const grown = Buffer.allocUnsafe(Math.max(scratch.length * 2, length + size));
  scratch.copy(grown, 0, 0, length);
  scratch = grown;
}

function put(value: Value): void {
  reserve(16);
  scratch[length++] = rankOf(value);
  switch (value.type) {
    case 'boolean':
      scratch[length++] = value.value ? 1 : 0;
      break;
    case 'integer':
      putInteger(value.value);
      break;
    case 'double':
      if (!Number.isNaN(value.value)) putNumber(value.value, 0);
      break;
    case 'timestamp':
      length = scratch.writeUIntBE(value.seconds + SECONDS_OFFSET, length, 6);
      length = scratch.writeUInt32BE(value.nanos, length);
      break;
    case 'string':
      putBytes(Buffer.from(value.value));
      break;
    case 'bytes':
      putBytes(asBuffer(value.value));
      break;
    case 'reference':
      for (const segment of relativePath(value.value).split('/')) putSegment(segment);
      putEnd();
      putEnd();
      break;
    case 'geo':
      putDouble(value.latitude);
      putDouble(value.longitude);
      break;
    case 'array':
      for (const element of value.values) put(element);
      putEnd();
      break;
    case 'map':
      putMap(value.fields);
      break;
    default:
      break;
  }
}

function putMap(fields: ValueFields): void {
  if (isVector(fields)) {
    const vector = fields.get('value');
    const values = vector?.type === 'array' ? vector.values : [];
    // Vectors are ordered by their dimension first.
    length = scratch.writeUInt32BE(values.length, length);
    for (const element of values) put(element);
    return;
  }
  for (const key of sortedKeys(fields)) {
    const value = fields.get(key);
    if (!value) continue;
    reserve(1);
    scratch[length++] = RANK.string;
    putBytes(Buffer.from(key));
    put(value);
  }
  putEnd();
}

function putEnd(): void {
  reserve(1);
  scratch[length++] = END;
}

/** Numbers come before all other ids, and the end of a name before both. */
function putSegment(segment: string): void {
  const number = numberOfId(segment);
  if (number === undefined) return putBytes(Buffer.from(segment));
  reserve(12);
  length = scratch.writeUInt16BE(NUMBER_SEGMENT, length);
  length = scratch.writeBigUInt64BE(number + INT64_OFFSET, length);
}

/** Ends with 00 01; a zero inside becomes 00 FF, so that no text is another's prefix. */
function putBytes(content: Buffer): void {
  reserve(content.length * 2 + 2);
  if (!content.includes(0)) {
    content.copy(scratch, length);
    length += content.length;
  } else {
    for (const byte of content) {
      scratch[length++] = byte;
      if (byte === 0) scratch[length++] = 0xff;
    }
  }
  scratch[length++] = END;
  scratch[length++] = 0x01;
}

/** Integers beyond 2^53 are the double below them and the distance from it, so that both kinds of number mix exactly. */
function putInteger(value: bigint): void {
  if (value >= -EXACT && value <= EXACT) return putNumber(Number(value), 0);
  let below = Number(value);
  if (BigInt(below) > value) below = nextDown(below);
  putNumber(below, Number(value - BigInt(below)));
}

function putNumber(value: number, residue: number): void {
  putDouble(value);
  length = scratch.writeUInt16BE(residue, length);
}

function putDouble(value: number): void {
  reserve(12);
  const at = length;
  length = scratch.writeDoubleBE(value === 0 ? 0 : value, at);
  const first = scratch[at] ?? 0;
  if (first < 0x80) {
    scratch[at] = first | 0x80;
    return;
  }
  for (let i = at; i < length; i++) scratch[i] = ~(scratch[i] ?? 0) & 0xff;
}

const bits = new DataView(new ArrayBuffer(8));

function nextDown(value: number): number {
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? -1n : 1n));
  return bits.getFloat64(0);
}

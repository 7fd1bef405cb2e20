import { WireReader, WireWriter } from './wire-format.ts';
import type { Codec } from './message.ts';

/** A Firestore value. A vector is a map whose `__type__` is `__vector__`. */
export type Value =
  | { type: 'null' }
  | { type: 'boolean'; value: boolean }
  | { type: 'integer'; value: bigint }
  | { type: 'double'; value: number }
  | { type: 'timestamp'; seconds: number; nanos: number }
  | { type: 'string'; value: string }
  | { type: 'bytes'; value: Uint8Array }
  | { type: 'reference'; value: string }
  | { type: 'geo'; latitude: number; longitude: number }
  | { type: 'array'; values: Value[] }
  | { type: 'map'; fields: ValueFields }
  | { type: 'refused'; what: string };
export type ValueFields = Map<string, Value>;

export const NULL: Value = { type: 'null' };

function readTimestamp(reader: WireReader): { seconds: number; nanos: number } {
  let seconds = 0;
  let nanos = 0;
  while (reader.position < reader.end) {
    const tag = reader.uint32();
    if (tag === 8) seconds = Number(reader.int64());
    else if (tag === 16) nanos = reader.uint32() | 0;
    else reader.skip(tag & 7);
  }
  return { seconds, nanos };
}

function readGeo(reader: WireReader): Value {
  let latitude = 0;
  let longitude = 0;
  while (reader.position < reader.end) {
    const tag = reader.uint32();
    if (tag === 9) latitude = reader.double();
    else if (tag === 17) longitude = reader.double();
    else reader.skip(tag & 7);
  }
  return { type: 'geo', latitude, longitude };
}

/** Reads `fields` entries (number `field`) until the reader's end. */
function readEntries(reader: WireReader, field: number): ValueFields {
  const fields: ValueFields = new Map();
  while (reader.position < reader.end) {
    const tag = reader.uint32();
    if (tag !== ((field << 3) | 2)) reader.skip(tag & 7);
    else reader.within((entry) => readEntry(entry, fields));
  }
  return fields;
}

function readEntry(reader: WireReader, into: ValueFields): void {
  let key = '';
  let value: Value = { type: 'refused', what: 'Cannot convert firestore.v1.Value with type unset.' };
  while (reader.position < reader.end) {
    const tag = reader.uint32();
    if (tag === 10) key = reader.string();
    else if (tag === 18) value = reader.within(readValue);
    else reader.skip(tag & 7);
  }
  into.set(key, value);
}

function readArray(reader: WireReader): Value[] {
  const values: Value[] = [];
  while (reader.position < reader.end) {
    const tag = reader.uint32();
    if (tag === 10) values.push(reader.within(readValue));
    else reader.skip(tag & 7);
  }
  return values;
}

function readValue(reader: WireReader): Value {
  let value: Value = { type: 'refused', what: 'Cannot convert firestore.v1.Value with type unset.' };
  while (reader.position < reader.end) {
    const tag = reader.uint32();
    switch (tag >>> 3) {
      case 11:
        reader.skip(tag & 7);
        value = NULL;
        break;
      case 1:
        value = { type: 'boolean', value: reader.int64() !== 0n };
        break;
      case 2:
        value = { type: 'integer', value: reader.int64() };
        break;
      case 3:
        value = { type: 'double', value: reader.double() };
        break;
      case 10:
        value = { type: 'timestamp', ...reader.within(readTimestamp) };
        break;
      case 17:
        value = { type: 'string', value: reader.string() };
        break;
      case 18:
        value = { type: 'bytes', value: reader.bytes() };
        break;
      case 5:
        value = { type: 'reference', value: reader.string() };
        break;
      case 8:
        value = reader.within(readGeo);
        break;
      case 9:
        value = { type: 'array', values: reader.within(readArray) };
        break;
      case 6:
        value = { type: 'map', fields: reader.within((inner) => readEntries(inner, 1)) };
        break;
      default:
        if (tag >>> 3 >= 19 && tag >>> 3 <= 22)
          value = { type: 'refused', what: 'Pipeline expressions are not supported by the local Firestore.' };
        reader.skip(tag & 7);
    }
  }
  return value;
}

function writeTimestamp(writer: WireWriter, seconds: number, nanos: number): void {
  writer.within((inner) => {
    if (seconds !== 0) {
      inner.uint32(8);
      inner.int64(BigInt(seconds));
    }
    if (nanos !== 0) {
      inner.uint32(16);
      inner.uint32(nanos);
    }
  });
}

function writeEntries(writer: WireWriter, tag: number, fields: ValueFields): void {
  for (const [key, value] of fields) {
    writer.uint32(tag);
    writer.within((entry) => {
      entry.uint32(10);
      entry.string(key);
      entry.uint32(18);
      entry.within((inner) => writeValue(inner, value));
    });
  }
}

function writeValue(writer: WireWriter, value: Value): void {
  switch (value.type) {
    case 'null':
      writer.uint32(88);
      writer.uint32(0);
      break;
    case 'boolean':
      writer.uint32(8);
      writer.uint32(value.value ? 1 : 0);
      break;
    case 'integer':
      writer.uint32(16);
      writer.int64(value.value);
      break;
    case 'double':
      writer.uint32(25);
      writer.double(value.value);
      break;
    case 'timestamp':
      writer.uint32(82);
      writeTimestamp(writer, value.seconds, value.nanos);
      break;
    case 'string':
      writer.uint32(138);
      writer.string(value.value);
      break;
    case 'bytes':
      writer.uint32(146);
      writer.bytes(value.value);
      break;
    case 'reference':
      writer.uint32(42);
      writer.string(value.value);
      break;
    case 'geo':
      writer.uint32(66);
      writer.within((inner) => {
        if (!Object.is(value.latitude, 0)) {
          inner.uint32(9);
          inner.double(value.latitude);
        }
        if (!Object.is(value.longitude, 0)) {
          inner.uint32(17);
          inner.double(value.longitude);
        }
      });
      break;
    case 'array':
      writer.uint32(74);
      writer.within((inner) => {
        for (const element of value.values) {
          inner.uint32(10);
          inner.within((body) => writeValue(body, element));
        }
      });
      break;
    case 'map':
      writer.uint32(50);
      writer.within((inner) => writeEntries(inner, 10, value.fields));
      break;
    case 'refused':
      throw new TypeError(value.what);
  }
}

export const valueCodec: Codec<Value | undefined> = {
  wireType: 2,
  empty: undefined,
  isEmpty: () => false,
  write: (writer, value) => writer.within((inner) => writeValue(inner, value ?? NULL)),
  read: (reader) => reader.within(readValue),
};

const shared = new WireWriter();

/** The `fields` of a Document message, already encoded: what the store keeps. */
export function encodeFields(fields: ValueFields): Buffer {
  shared.begin();
  writeEntries(shared, 18, fields);
  return shared.finish();
}

export function decodeFields(body: Uint8Array): ValueFields {
  return readEntries(new WireReader(asBuffer(body)), 2);
}

export const readFieldEntry = readEntry;

/** A Buffer over the same memory. */
export function asBuffer(body: Uint8Array): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

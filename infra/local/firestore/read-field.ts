import { getField } from './change-fields.ts';
import { asBuffer, valueCodec, type Value, type ValueFields } from './value.ts';
import { WireReader } from './wire-format.ts';

/** A document's values as a query looks at them, each read only when asked for. */
export type FieldSource = (path: readonly string[]) => Value | undefined;

export function fieldsSource(fields: ValueFields): FieldSource {
  return (path) => getField(fields, path);
}

/** Looks into an encoded document for one top-level field at a time, passing over the others. */
export function bodySource(body: Uint8Array): FieldSource {
  const buffer = asBuffer(body);
  const seen = new Map<string, Value | undefined>();
  return (path) => {
    const [name = ''] = path;
    if (!seen.has(name)) seen.set(name, findField(buffer, Buffer.from(name)));
    const value = seen.get(name);
    return value && path.length > 1 ? getField(new Map([[name, value]]), path) : value;
  };
}

function findField(buffer: Buffer, name: Buffer): Value | undefined {
  const reader = new WireReader(buffer);
  const end = reader.end;
  while (reader.position < end) {
    reader.uint32();
    const length = reader.uint32();
    const next = reader.position + length;
    reader.uint32();
    const keyLength = reader.uint32();
    const at = reader.position;
    if (keyLength === name.length && buffer.compare(name, 0, keyLength, at, at + keyLength) === 0) {
      reader.position = at + keyLength;
      reader.uint32();
      return valueCodec.read(reader);
    }
    reader.position = next;
  }
  return undefined;
}

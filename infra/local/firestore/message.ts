import { WireReader, WireWriter } from './wire-format.ts';

/** How one protobuf type is written and read; `empty` is what an absent field means. */
export type Codec<T> = {
  wireType: 0 | 1 | 2;
  empty: T;
  isEmpty(value: T): boolean;
  write(writer: WireWriter, value: T): void;
  read(reader: WireReader): T;
};

export type MessageCodec<T> = Codec<T | undefined> & {
  encode(value: Partial<T>): Buffer;
  decode(buffer: Buffer): T;
};

/** A message's decoded form. */
export type Message<C> = C extends MessageCodec<infer T> ? T : never;

type Field<T> = {
  number: number;
  wireType: number;
  initial(): T;
  write(writer: WireWriter, value: T): void;
  read(reader: WireReader, before: T): T;
};
type Fields = Record<string, Field<unknown>>;
type Decoded<F extends Fields> = { [K in keyof F]: ReturnType<F[K]['initial']> };

function scalar<T>(
  wireType: 0 | 1 | 2,
  empty: T,
  write: (writer: WireWriter, value: T) => void,
  read: (reader: WireReader) => T,
): Codec<T> {
  return { wireType, empty, isEmpty: (value) => value === empty, write, read };
}

export const string = scalar<string>(2, '', (w, v) => w.string(v), (r) => r.string()); // prettier-ignore
export const int32 = scalar<number>(0, 0, (w, v) => w.uint32(v), (r) => r.uint32() | 0); // prettier-ignore
export const int64 = scalar<bigint>(0, 0n, (w, v) => w.int64(v), (r) => r.int64()); // prettier-ignore
export const bool = scalar<boolean>(0, false, (w, v) => w.uint32(v ? 1 : 0), (r) => r.int64() !== 0n); // prettier-ignore
export const bytes: Codec<Uint8Array> = {
  wireType: 2,
  empty: new Uint8Array(0),
  isEmpty: (value) => value.length === 0,
  write: (writer, value) => writer.bytes(value),
  read: (reader) => reader.bytes(),
};

/** A field that is its type's empty value when absent (a message: undefined). */
export function one<T>(number: number, codec: Codec<T>): Field<T> {
  const tag = (number << 3) | codec.wireType;
  return {
    number,
    wireType: codec.wireType,
    initial: () => codec.empty,
    write(writer, value) {
      if (value === undefined || codec.isEmpty(value)) return;
      writer.uint32(tag);
      codec.write(writer, value);
    },
    read: (reader) => codec.read(reader),
  };
}

/** A member of a oneof: its absence is told from its empty value. */
export function maybe<T>(number: number, codec: Codec<T>): Field<T | undefined> {
  return one<T | undefined>(number, { ...codec, empty: undefined, isEmpty: () => false });
}

/** A repeated field. */
export function many<T>(number: number, codec: Codec<T>): Field<Exclude<T, undefined>[]> {
  const tag = (number << 3) | codec.wireType;
  return {
    number,
    wireType: codec.wireType,
    initial: () => [],
    write(writer, values) {
      for (const value of values) {
        writer.uint32(tag);
        codec.write(writer, value);
      }
    },
    read(reader, values) {
      const value = codec.read(reader);
      if (isPresent(value)) values.push(value);
      return values;
    },
  };
}

/** Encoding is never interrupted, so one writer serves all messages. */
const shared = new WireWriter();

function isPresent<T>(value: T): value is Exclude<T, undefined> {
  return value !== undefined;
}

/** A message of these fields; unknown fields are passed over. */
export function message<F extends Fields>(fields: F): MessageCodec<Decoded<F>> {
  const named = Object.entries(fields);
  const byNumber: ([string, Field<unknown>] | undefined)[] = [];
  for (const entry of named) byNumber[entry[1].number] = entry;

  function readBody(reader: WireReader): Decoded<F> {
    const result: Record<string, unknown> = {};
    for (const [name, field] of named) result[name] = field.initial();
    while (reader.position < reader.end) {
      const tag = reader.uint32();
      const entry = byNumber[tag >>> 3];
      if (entry?.[1].wireType !== (tag & 7)) reader.skip(tag & 7);
      else result[entry[0]] = entry[1].read(reader, result[entry[0]]);
    }
    return result as Decoded<F>;
  }
  function writeBody(writer: WireWriter, value: Partial<Decoded<F>>): void {
    for (const [name, field] of named) if (value[name] !== undefined) field.write(writer, value[name]);
  }
  return {
    wireType: 2,
    empty: undefined,
    isEmpty: () => false,
    write(writer, value) {
      writer.within((inner) => writeBody(inner, value ?? {}));
    },
    read: (reader) => reader.within(readBody),
    encode(value) {
      shared.begin();
      writeBody(shared, value);
      return shared.finish();
    },
    decode: (buffer) => readBody(new WireReader(buffer)),
  };
}

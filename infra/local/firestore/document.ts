import type { Codec } from './message.ts';
import { readFieldEntry, type ValueFields } from './value.ts';
import { WireWriter, type WireReader } from './wire-format.ts';

/** A point in time in whole microseconds since 1970, Firestore's own resolution. */
export type Micros = number;

export type Timestamp = { seconds: number; nanos: number };

export const timestampCodec: Codec<Timestamp | undefined> = {
  wireType: 2,
  empty: undefined,
  isEmpty: () => false,
  write: (writer, value) =>
    writer.within((inner) => {
      if (value?.seconds) {
        inner.uint32(8);
        inner.int64(BigInt(value.seconds));
      }
      if (value?.nanos) {
        inner.uint32(16);
        inner.uint32(value.nanos);
      }
    }),
  read: (reader) =>
    reader.within((inner) => {
      const value = { seconds: 0, nanos: 0 };
      while (inner.position < inner.end) {
        const tag = inner.uint32();
        if (tag === 8) value.seconds = Number(inner.int64());
        else if (tag === 16) value.nanos = inner.uint32() | 0;
        else inner.skip(tag & 7);
      }
      return value;
    }),
};

export function toTimestamp(micros: Micros): Timestamp {
  const seconds = Math.floor(micros / 1e6);
  return { seconds, nanos: (micros - seconds * 1e6) * 1000 };
}

/** Not whole when the timestamp is finer than a microsecond, so that it equals no stored time. */
export function toMicros({ seconds, nanos }: Timestamp): Micros {
  return seconds * 1e6 + nanos / 1000;
}

/** A document as a request carries it. */
export type SentDocument = { name: string; fields: ValueFields };

export const sentDocumentCodec: Codec<SentDocument | undefined> = {
  wireType: 2,
  empty: undefined,
  isEmpty: () => false,
  write() {
    throw new TypeError('documents are answered from stored ones');
  },
  read: (reader) => reader.within(readDocument),
};

function readDocument(reader: WireReader): SentDocument {
  const document: SentDocument = { name: '', fields: new Map() };
  while (reader.position < reader.end) {
    const tag = reader.uint32();
    if (tag === 10) document.name = reader.string();
    else if (tag === 18) reader.within((entry) => readFieldEntry(entry, document.fields));
    else reader.skip(tag & 7);
  }
  return document;
}

/** A document as it is kept: its fields stay encoded from the write that made them to the answers that hold them. */
export type StoredDocument = { name: string; body: Uint8Array; created: Micros; updated: Micros };

export const storedDocumentCodec: Codec<StoredDocument | undefined> = {
  wireType: 2,
  empty: undefined,
  isEmpty: () => false,
  write: (writer, value) => writer.within((inner) => value && writeDocument(inner, value)),
  read() {
    throw new TypeError('a stored document is only ever answered');
  },
};

function writeDocument(writer: WireWriter, document: StoredDocument): void {
  writer.uint32(10);
  writer.string(document.name);
  writer.raw(document.body);
  if (document.updated === 0) return;
  writer.uint32(26);
  timestampCodec.write(writer, toTimestamp(document.created));
  writer.uint32(34);
  timestampCodec.write(writer, toTimestamp(document.updated));
}

const shared = new WireWriter();

export function encodeDocument(document: StoredDocument): Buffer {
  shared.begin();
  writeDocument(shared, document);
  return shared.finish();
}

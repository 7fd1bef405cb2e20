import { FieldValue } from '@google-cloud/firestore';
import type {
  CollectionReference,
  DocumentData,
  DocumentReference,
  FieldPath,
  Precondition as ClientPrecondition,
  SetOptions,
  Timestamp,
} from '@google-cloud/firestore';
import { fieldPath } from './build-query.ts';
import type { FieldWrite, Fields, Precondition, Write } from './sequence.ts';
import { makeValue } from './values.ts';

/** What a batch, a transaction and a bulk writer have in common. */
export type Writer<R> = {
  create(ref: DocumentReference, data: DocumentData): R;
  set(ref: DocumentReference, data: DocumentData, options: SetOptions): R;
  update(ref: DocumentReference, field: FieldPath, value: unknown, ...more: unknown[]): R;
  delete(ref: DocumentReference, precondition?: ClientPrecondition): R;
};

/** Hands one write to the client; `times` are those that the sequence has seen so far. */
export function writeTo<R>(
  writer: Writer<R>,
  ref: DocumentReference,
  write: Write,
  root: CollectionReference,
  times: Timestamp[],
): R {
  switch (write.do) {
    case 'create':
      return writer.create(ref, nested(write.fields, root));
    case 'set':
      return writer.set(ref, nested(write.fields, root), { merge: false });
    case 'merge':
      return writer.set(ref, nested(write.fields, root), { merge: true });
    case 'mergeFields':
      return writer.set(ref, nested(write.fields, root), { mergeFields: write.only.map(fieldPath) });
    case 'delete':
      return writer.delete(ref, precondition(write.if, times));
    case 'update': {
      const [first, ...rest] = write.fields.map(
        ([path, one]) => [fieldPath(path), toClient(one, root)] as const,
      );
      if (!first) throw new Error('an update of nothing');
      const condition = write.if ? [precondition(write.if, times)] : [];
      return writer.update(ref, first[0], first[1], ...rest.flat(), ...condition);
    }
  }
}

function precondition(condition: Precondition | undefined, times: Timestamp[]): ClientPrecondition {
  if (!condition) return {};
  if ('exists' in condition) return { exists: condition.exists };
  const lastUpdateTime = times[condition.seen % Math.max(1, times.length)];
  return lastUpdateTime ? { lastUpdateTime } : {};
}

function nested(fields: Fields, root: CollectionReference): DocumentData {
  const data: DocumentData = {};
  for (const [path, write] of fields) {
    let inner: DocumentData = data;
    for (const segment of path.slice(0, -1)) {
      const next: unknown = inner[segment];
      const map: DocumentData = isPlainMap(next) ? next : {};
      inner[segment] = map;
      inner = map;
    }
    inner[path.at(-1) ?? ''] = toClient(write, root);
  }
  return data;
}

const isPlainMap = (value: unknown): value is DocumentData =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

function toClient(write: FieldWrite, root: CollectionReference): unknown {
  if ('put' in write) return makeValue(write.put, root);
  if ('delete' in write) return FieldValue.delete();
  if ('now' in write) return FieldValue.serverTimestamp();
  if ('increment' in write) return FieldValue.increment(Number(makeValue(write.increment, root)));
  if ('union' in write) return FieldValue.arrayUnion(...write.union.map((name) => makeValue(name, root)));
  return FieldValue.arrayRemove(...write.remove.map((name) => makeValue(name, root)));
}

import { DocumentReference, GeoPoint, Timestamp, VectorValue } from '@google-cloud/firestore';

/** Server times are of the present; those of the pool are of 1970. */
const PRESENT = 1_600_000_000;

/** Writes a value so that equal text means an equal value, type and all; the server's own times become `now`. */
export function describeData(value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number') return Object.is(value, -0) ? 'double -0' : `double ${value}`;
  if (value instanceof Timestamp)
    return value.seconds > PRESENT ? 'now' : `time ${value.seconds}.${value.nanoseconds}`;
  if (value instanceof GeoPoint) return `place ${value.latitude} ${value.longitude}`;
  if (value instanceof DocumentReference) return `ref ${value.path}`;
  if (value instanceof VectorValue) return `vector ${value.toArray().join(' ')}`;
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`;
  if (Array.isArray(value)) return value.map(describeData);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, inner]) => [name, describeData(inner)]));
}

import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
} from '@duckdb/node-api';
import type { DuckDBValue } from '@duckdb/node-api';
import { formatDate, formatDatetime, formatTime } from './civil-time.ts';
import { invalidQuery, unspoken } from './refusal.ts';
import type { Field } from './resources.ts';

/** A value on the wire: scalars are strings, arrays hold cells, records hold rows. */
export type WireValue = null | string | readonly Cell[] | WireRow;
export type Cell = { readonly v: WireValue };
export type WireRow = { readonly f: readonly Cell[] };

/** How a call wants its timestamps. */
export type TimestampFormat = 'micros' | 'seconds' | 'iso';

/** A result row as BigQuery's JSON has it. */
export function encodeRow(
  fields: readonly Field[],
  row: readonly DuckDBValue[],
  timestamps: TimestampFormat,
): WireRow {
  return { f: fields.map((field, index) => ({ v: encodeField(field, row[index] ?? null, timestamps) })) };
}

function encodeField(field: Field, value: DuckDBValue, timestamps: TimestampFormat): WireValue {
  if (field.mode !== 'REPEATED') return encodeOne(field, value, timestamps);
  if (value === null) return [];
  if (!(value instanceof DuckDBListValue)) throw unencodable(field);
  return value.items.map((item) => {
    if (item === null) {
      throw invalidQuery(`Array cannot have a null element; error in writing field ${field.name}`);
    }
    return { v: encodeOne(field, item, timestamps) };
  });
}

function encodeOne(field: Field, value: DuckDBValue, timestamps: TimestampFormat): WireValue {
  if (value === null) return null;
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
      return String(value);
    case 'number':
      return encodeNumber(value);
    case 'bigint':
      if (BigInt.asIntN(64, value) !== value) throw invalidQuery(`integer overflow: ${value}`);
      return String(value);
  }
  if (value instanceof DuckDBDecimalValue) return encodeDecimal(value);
  if (value instanceof DuckDBTimestampTZValue) return encodeTimestamp(value.micros, timestamps);
  if (value instanceof DuckDBTimestampValue) return formatDatetime(value.micros);
  if (value instanceof DuckDBDateValue) return formatDate(value.days);
  if (value instanceof DuckDBTimeValue) return formatTime(value.micros);
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('base64');
  if (value instanceof DuckDBStructValue) {
    const { entries } = value;
    return encodeRow(
      field.fields ?? [],
      (field.fields ?? []).map(({ name }) => entries[name] ?? null),
      timestamps,
    );
  }
  throw unencodable(field);
}

function encodeNumber(value: number): string {
  if (Number.isFinite(value))
    return Number.isInteger(value) && Math.abs(value) < 1e15 ? value.toFixed(1) : String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

function encodeDecimal({ value, scale }: DuckDBDecimalValue): string {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
}

function encodeTimestamp(micros: bigint, format: TimestampFormat): string {
  if (format === 'micros') return String(micros);
  if (format === 'iso') return `${formatDatetime(micros)}Z`;
  const sign = micros < 0n ? '-' : '';
  const size = micros < 0n ? -micros : micros;
  return `${sign}${size / 1_000_000n}.${String(size % 1_000_000n).padStart(6, '0')}`;
}

/** The row with its timestamps, which are in microseconds, in another format. */
export function reformatTimestamps(fields: readonly Field[], row: WireRow, format: TimestampFormat): WireRow {
  return { f: row.f.map(({ v }, index) => ({ v: reformat(fields[index], v, format) })) };
}

function reformat(field: Field | undefined, value: WireValue, format: TimestampFormat): WireValue {
  if (value === null) return null;
  if (typeof value === 'string') {
    return field?.type === 'TIMESTAMP' ? encodeTimestamp(BigInt(value), format) : value;
  }
  if ('f' in value) return reformatTimestamps(field?.fields ?? [], value, format);
  return value.map(({ v }) => ({ v: reformat(field, v, format) }));
}

const unencodable = (field: Field) =>
  unspoken(`The local BigQuery cannot return the ${field.type} in column ${field.name}.`);

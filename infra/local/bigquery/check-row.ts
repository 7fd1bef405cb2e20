import { parseDate, parseDatetime, parseTime, parseTimestamp, secondsToMicros } from './civil-time.ts';
import { columnType } from './column-types.ts';
import type { ScalarType } from './column-types.ts';
import type { Field } from './resources.ts';

/** A value as a table keeps it: whole numbers, times (microseconds) and NUMERIC (times 10^9) are bigint. */
export type Value =
  | null
  | string
  | number
  | bigint
  | boolean
  | Uint8Array
  | readonly Value[]
  | { readonly [name: string]: Value };
export type Row = { readonly [name: string]: Value };

/** What is wrong with a row, as `insertAll` answers it. */
export type RowError = { reason: string; location: string; debugInfo: string; message: string };

class BadValue extends Error {
  readonly location: string;

  constructor(location: string, message: string) {
    super(message);
    this.location = location;
  }
}

/** The row as the table keeps it, or what is wrong with it. */
export function checkRow(
  fields: readonly Field[],
  json: unknown,
  ignoreUnknown: boolean,
): { row: Row } | { error: RowError } {
  try {
    return { row: checkRecord(fields, json, '', ignoreUnknown) };
  } catch (cause) {
    if (!(cause instanceof BadValue)) throw cause;
    return { error: { reason: 'invalid', location: cause.location, debugInfo: '', message: cause.message } };
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function checkRecord(fields: readonly Field[], json: unknown, path: string, ignoreUnknown: boolean): Row {
  if (!isRecord(json)) throw new BadValue(path, `This field: ${path || 'row'} is not a record.`);
  const given = new Map<string, unknown>();
  const known = new Set(fields.map(({ name }) => name.toLowerCase()));
  for (const [key, value] of Object.entries(json)) {
    const location = path ? `${path}.${key}` : key;
    if (known.has(key.toLowerCase())) given.set(key.toLowerCase(), value);
    else if (!ignoreUnknown) throw new BadValue(location, `no such field: ${location}.`);
  }
  const row: Record<string, Value> = {};
  for (const field of fields) {
    const location = path ? `${path}.${field.name}` : field.name;
    row[field.name] = checkField(field, given.get(field.name.toLowerCase()), location, ignoreUnknown);
  }
  return row;
}

function checkField(field: Field, json: unknown, path: string, ignoreUnknown: boolean): Value {
  if (field.mode === 'REPEATED') {
    if (json === undefined || json === null) return [];
    if (!Array.isArray(json)) {
      throw new BadValue(path, `Repeated field must be imported as a JSON array. Field: ${path}.`);
    }
    return json.map((item: unknown) => {
      if (item === null) {
        throw new BadValue(path, `Only optional fields can be set to NULL. Field: ${path}; Value: NULL`);
      }
      return checkOne(field, item, path, ignoreUnknown);
    });
  }
  if (json === undefined || json === null) {
    if (field.mode === 'REQUIRED') throw new BadValue('', `Missing required field: ${path}.`);
    return null;
  }
  if (Array.isArray(json)) throw new BadValue(path, `Array specified for non-repeated field: ${path}.`);
  return checkOne(field, json, path, ignoreUnknown);
}

function checkOne(field: Field, json: unknown, path: string, ignoreUnknown: boolean): Value {
  const type = columnType(field.type);
  if (type === 'RECORD') return checkRecord(field.fields ?? [], json, path, ignoreUnknown);
  if (typeof json === 'object') throw new BadValue(path, `This field: ${path} is not a record.`);
  const value = readScalar(type, json);
  if (value === undefined) {
    throw new BadValue(path, `Cannot convert value to ${type.toLowerCase()} (bad value): ${shown(json)}`);
  }
  return value;
}

const shown = (json: unknown) => (typeof json === 'string' ? json : JSON.stringify(json));

/** A scalar as JSON carries it, read as `type`; nothing when it does not fit. */
export function readScalar(type: ScalarType, json: unknown): Value | undefined {
  if (typeof json !== 'string' && typeof json !== 'number' && typeof json !== 'boolean') return undefined;
  const text = String(json);
  switch (type) {
    case 'STRING':
      return text;
    case 'INTEGER':
      return typeof json === 'boolean' ? undefined : readInteger(text);
    case 'FLOAT':
      return typeof json === 'boolean' ? undefined : readFloat(text);
    case 'NUMERIC':
      return typeof json === 'boolean' ? undefined : readNumeric(text);
    case 'BOOLEAN':
      return /^(?:true|false)$/i.test(text) ? text.toLowerCase() === 'true' : undefined;
    case 'JSON':
      return readJson(text);
    case 'BYTES':
      return typeof json === 'string' && isBase64(text)
        ? new Uint8Array(Buffer.from(text, 'base64'))
        : undefined;
    case 'TIMESTAMP':
      if (typeof json === 'boolean') return undefined;
      return isNumber(text) ? secondsToMicros(Number(text)) : parseTimestamp(text);
    case 'DATE': {
      const day = typeof json === 'string' ? parseDate(text) : undefined;
      return day === undefined ? undefined : BigInt(day);
    }
    case 'DATETIME':
      return typeof json === 'string' ? parseDatetime(text) : undefined;
    case 'TIME':
      return typeof json === 'string' ? parseTime(text) : undefined;
  }
}

const isNumber = (text: string) => /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text.trim());
const isBase64 = (text: string) => /^[A-Za-z0-9+/_-]*={0,2}$/.test(text);

function readInteger(text: string): bigint | undefined {
  const match = /^([+-]?\d{1,19})(?:\.0*)?$/.exec(text.trim());
  if (!match?.[1]) return undefined;
  const value = BigInt(match[1].replace('+', ''));
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

function readFloat(text: string): number | undefined {
  if (isNumber(text)) return Number(text);
  const special: Record<string, number> = {
    nan: NaN,
    inf: Infinity,
    '+inf': Infinity,
    infinity: Infinity,
    '-inf': -Infinity,
    '-infinity': -Infinity,
  };
  return special[text.trim().toLowerCase()];
}

function readNumeric(text: string): bigint | undefined {
  if (!isNumber(text)) return undefined;
  const [mantissa = '', exponent = '0'] = text.trim().toLowerCase().replace('+', '').split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const shift = 9 + Number(exponent) - fraction.length;
  if (Math.abs(shift) > 60) return undefined;
  const digits = BigInt(whole.replace('-', '') + fraction || '0');
  const scaled = shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
  if (shift < 0 && digits % 10n ** BigInt(-shift) !== 0n) return undefined;
  if (scaled >= 10n ** 38n) return undefined;
  return whole.startsWith('-') ? -scaled : scaled;
}

// Only the space between goes: numbers keep digits that JavaScript's would lose.
function readJson(text: string): string | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  return text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');
}

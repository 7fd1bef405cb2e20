import { invalid, unspoken } from './refusal.ts';
import type { Field } from './resources.ts';

export type ScalarType =
  | 'STRING'
  | 'INTEGER'
  | 'FLOAT'
  | 'NUMERIC'
  | 'BOOLEAN'
  | 'TIMESTAMP'
  | 'DATE'
  | 'DATETIME'
  | 'TIME'
  | 'JSON'
  | 'BYTES';
export type ColumnType = ScalarType | 'RECORD';

const canonical: Record<string, ColumnType> = {
  STRING: 'STRING',
  INTEGER: 'INTEGER',
  INT64: 'INTEGER',
  FLOAT: 'FLOAT',
  FLOAT64: 'FLOAT',
  NUMERIC: 'NUMERIC',
  DECIMAL: 'NUMERIC',
  BOOLEAN: 'BOOLEAN',
  BOOL: 'BOOLEAN',
  TIMESTAMP: 'TIMESTAMP',
  DATE: 'DATE',
  DATETIME: 'DATETIME',
  TIME: 'TIME',
  JSON: 'JSON',
  BYTES: 'BYTES',
  RECORD: 'RECORD',
  STRUCT: 'RECORD',
};

const duckTypes: Record<ScalarType, string> = {
  STRING: 'VARCHAR',
  INTEGER: 'BIGINT',
  FLOAT: 'DOUBLE',
  NUMERIC: 'DECIMAL(38,9)',
  BOOLEAN: 'BOOLEAN',
  TIMESTAMP: 'TIMESTAMPTZ',
  DATE: 'DATE',
  DATETIME: 'TIMESTAMP',
  TIME: 'TIME',
  JSON: 'JSON',
  BYTES: 'BLOB',
};

const unspokenTypes = new Set(['BIGNUMERIC', 'BIGDECIMAL', 'GEOGRAPHY', 'RANGE', 'INTERVAL']);

/** The type as BigQuery answers it, whatever alias the caller wrote. */
export function columnType(name: string): ColumnType {
  const upper = name.toUpperCase();
  const type = canonical[upper];
  if (type) return type;
  if (unspokenTypes.has(upper)) throw unspoken(`The local BigQuery has no ${upper} columns.`);
  throw invalid(`Invalid value for type: ${name} is not a valid value`);
}

export const quoteName = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** The DuckDB type of a scalar. */
export const duckScalar = (type: ScalarType) => duckTypes[type];

/** The DuckDB type of a column. */
export function duckType(field: Field): string {
  const type = columnType(field.type);
  const one =
    type === 'RECORD'
      ? `STRUCT(${(field.fields ?? []).map((child) => `${quoteName(child.name)} ${duckType(child)}`).join(', ')})`
      : duckTypes[type];
  return field.mode === 'REPEATED' ? `${one}[]` : one;
}

const unspokenSettings = ['defaultValueExpression', 'maxLength', 'precision', 'scale', 'rangeElementType'];
const columnName = /^[\p{L}_][\p{L}\p{N}_]{0,299}$/u;
const reservedPrefix = /^(?:_TABLE_|_FILE_|_PARTITION|_ROW_TIMESTAMP|__ROOT__|_COLIDENTIFIER)/i;

/** The fields with BigQuery's names for types and modes; refuses what cannot be a column. */
export function checkFields(fields: readonly Field[], path = ''): Field[] {
  const seen = new Set<string>();
  return fields.map((field) => {
    const label = path + field.name;
    if (!columnName.test(field.name) || reservedPrefix.test(field.name)) {
      throw invalid(
        `Invalid field name "${field.name}". Fields must contain only letters, numbers, and underscores, start with a letter or underscore, and be at most 300 characters long.`,
      );
    }
    if (seen.has(field.name.toLowerCase())) throw invalid(`Duplicate field name: ${label}`);
    seen.add(field.name.toLowerCase());
    const type = columnType(field.type);
    const setting = unspokenSettings.find((name) => Object.hasOwn(field, name));
    if (setting) throw unspoken(`The local BigQuery does not speak ${setting} on columns (${label}).`);
    if (type !== 'RECORD') {
      if (field.fields?.length) throw invalid(`Field ${label} is type ${type} but has a schema`);
      return { ...field, type, mode: field.mode ?? 'NULLABLE' };
    }
    if (!field.fields?.length) throw invalid(`Field ${label} is type RECORD but has no schema`);
    return { ...field, type, mode: field.mode ?? 'NULLABLE', fields: checkFields(field.fields, `${label}.`) };
  });
}

import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  BIGINT,
  BLOB,
  BOOLEAN,
  DATE,
  DECIMAL,
  DOUBLE,
  LIST,
  STRUCT,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  VARCHAR,
} from '@duckdb/node-api';
import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type { Value } from './check-row.ts';
import { columnType } from './column-types.ts';
import type { ColumnType } from './column-types.ts';
import type { Field } from './resources.ts';

const numeric = DECIMAL(38, 9);

const scalarTypes: Record<Exclude<ColumnType, 'RECORD'>, DuckDBType> = {
  STRING: VARCHAR,
  JSON: VARCHAR,
  INTEGER: BIGINT,
  FLOAT: DOUBLE,
  NUMERIC: numeric,
  BOOLEAN,
  TIMESTAMP: TIMESTAMPTZ,
  DATE,
  DATETIME: TIMESTAMP,
  TIME,
  BYTES: BLOB,
};

/** The type a field's values are bound as. */
export function bindType(field: Field): DuckDBType {
  const type = columnType(field.type);
  const one =
    type === 'RECORD'
      ? STRUCT(Object.fromEntries((field.fields ?? []).map((child) => [child.name, bindType(child)])))
      : scalarTypes[type];
  return field.mode === 'REPEATED' ? LIST(one) : one;
}

/** The value a field's checked value is bound as. */
export function bindValue(field: Field, value: Value): DuckDBValue {
  if (value === null) return null;
  if (Array.isArray(value)) return new DuckDBListValue(value.map((item: Value) => bindOne(field, item)));
  return bindOne(field, value);
}

function bindOne(field: Field, value: Value): DuckDBValue {
  if (typeof value === 'bigint') return bindWhole(columnType(field.type), value);
  if (value instanceof Uint8Array) return new DuckDBBlobValue(value);
  if (typeof value !== 'object' || value === null) return value;
  const children = field.fields ?? [];
  const record = value as { readonly [name: string]: Value };
  return new DuckDBStructValue(
    Object.fromEntries(children.map((child) => [child.name, bindValue(child, record[child.name] ?? null)])),
  );
}

function bindWhole(type: ColumnType, value: bigint): DuckDBValue {
  switch (type) {
    case 'NUMERIC':
      return new DuckDBDecimalValue(value, 38, 9);
    case 'TIMESTAMP':
      return new DuckDBTimestampTZValue(value);
    case 'DATETIME':
      return new DuckDBTimestampValue(value);
    case 'TIME':
      return new DuckDBTimeValue(value);
    case 'DATE':
      return new DuckDBDateValue(Number(value));
    default:
      return value;
  }
}

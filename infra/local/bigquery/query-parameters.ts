import type { DuckDBPreparedStatement, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { z } from 'zod';
import { readScalar } from './check-row.ts';
import type { Value } from './check-row.ts';
import { columnType, duckType } from './column-types.ts';
import { bindType, bindValue } from './duck-values.ts';
import { invalidQuery, unspoken } from './refusal.ts';
import type { Field } from './resources.ts';
import type { Expression } from './sql/parser.ts';

type ParameterType = {
  type: string;
  arrayType?: ParameterType | undefined;
  structTypes?: { name?: string | undefined; type: ParameterType }[] | undefined;
};
type ParameterValue = {
  value?: string | number | boolean | null | undefined;
  arrayValues?: ParameterValue[] | null | undefined;
  structValues?: Record<string, ParameterValue> | null | undefined;
};

const typeSchema: z.ZodType<ParameterType> = z.lazy(() =>
  z.looseObject({
    type: z.string(),
    arrayType: typeSchema.optional(),
    structTypes: z.array(z.looseObject({ name: z.string().optional(), type: typeSchema })).optional(),
  }),
);
const valueSchema: z.ZodType<ParameterValue> = z.lazy(() =>
  z.looseObject({
    value: z.union([z.string(), z.number(), z.boolean()]).nullish(),
    arrayValues: z.array(valueSchema).nullish(),
    structValues: z.record(z.string(), valueSchema).nullish(),
  }),
);

/** The query parameters a call brings. */
export const queryParameters = z.array(
  z.looseObject({
    name: z.string().nullish(),
    parameterType: typeSchema,
    parameterValue: valueSchema.nullish(),
  }),
);
export type QueryParameters = z.infer<typeof queryParameters>;

/** What a prepared statement is bound with. */
export type Bindings = { values: DuckDBValue[]; types: DuckDBType[] };

/** Binds what a statement uses of the parameters, which `createParameters` named `$p1`, `$p2` and so on. */
export function bindParameters(prepared: DuckDBPreparedStatement, { values, types }: Bindings): void {
  for (let index = 1; index <= prepared.parameterCount; index += 1) {
    const place = Number(prepared.parameterName(index).slice(1)) - 1;
    prepared.bindValue(index, values[place] ?? null, types[place]);
  }
}

/** Gives a translation its parameters, and collects what it used. */
export function createParameters(given: QueryParameters): {
  parameter: (name: string | undefined) => Expression | undefined;
  bindings: Bindings;
} {
  const bindings: Bindings = { values: [], types: [] };
  const known = new Map<string, Expression>();
  let position = 0;
  return {
    bindings,
    parameter(name) {
      const key = name?.toLowerCase() ?? `?${position}`;
      const done = known.get(key);
      if (done) return done;
      const one =
        name === undefined ? given[position++] : given.find((other) => other.name?.toLowerCase() === key);
      if (!one || (name === undefined && one.name)) return undefined;
      const field = parameterField(one.name ?? '?', one.parameterType);
      bindings.values.push(bindValue(field, readValue(field, one.parameterValue ?? {})));
      bindings.types.push(bindType(field));
      const expression = {
        sql: `CAST($p${bindings.values.length} AS ${duckType(field)})`,
        plainArray: field.mode === 'REPEATED' && columnType(field.type) !== 'RECORD',
      };
      known.set(key, expression);
      return expression;
    },
  };
}

function parameterField(name: string, { type, arrayType, structTypes }: ParameterType): Field {
  if (type === 'ARRAY') {
    if (!arrayType) throw invalidQuery(`Query parameter '${name}' is an array of no type`);
    return { ...parameterField(name, arrayType), mode: 'REPEATED' };
  }
  if (type !== 'STRUCT') return { name, type: columnType(type) };
  const fields = (structTypes ?? []).map((child, index) =>
    parameterField(child.name ?? `_field_${index + 1}`, child.type),
  );
  if (fields.length === 0) throw unspoken('The local BigQuery binds no empty STRUCT parameters.');
  return { name, type: 'RECORD', fields };
}

function readValue(field: Field, given: ParameterValue): Value {
  if (field.mode !== 'REPEATED') return readOne(field, given);
  return given.arrayValues ? given.arrayValues.map((item) => readOne(field, item)) : [];
}

function readOne(field: Field, { value, structValues }: ParameterValue): Value {
  const type = columnType(field.type);
  if (type === 'RECORD') {
    if (!structValues) return null;
    return Object.fromEntries(
      (field.fields ?? []).map((child) => [child.name, readValue(child, structValues[child.name] ?? {})]),
    );
  }
  if (value === undefined || value === null) return null;
  const read = readScalar(type, value);
  if (read === undefined) {
    throw invalidQuery(`Invalid value for query parameter '${field.name}': ${String(value)} is no ${type}`);
  }
  return read;
}

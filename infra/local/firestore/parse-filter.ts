import { checkValue } from './check-value.ts';
import { encodeKey, rankOf } from './encode-key.ts';
import { parseField } from './parse-field.ts';
import type { FilterMessage } from './messages.ts';
import { NAME, type Field, type Filter, type Leaf } from './query.ts';
import { invalid } from './refusal.ts';
import { NULL, type Value } from './value.ts';

const OPERATORS = [
  'OPERATOR_UNSPECIFIED',
  'LESS_THAN',
  'LESS_THAN_OR_EQUAL',
  'GREATER_THAN',
  'GREATER_THAN_OR_EQUAL',
  'EQUAL',
  'NOT_EQUAL',
  'ARRAY_CONTAINS',
  'IN',
  'ARRAY_CONTAINS_ANY',
  'NOT_IN',
] as const;
const UNARY = { nan: 2, null: 3, notNan: 4, notNull: 5 } as const;
const COMPOSITE = ['', 'and', 'or'] as const;
const VALUES_LIMIT = { IN: 30, ARRAY_CONTAINS_ANY: 30, NOT_IN: 10 } as const;

const NAN: Value = { type: 'double', value: NaN };

/** Checks a filter and turns its values into keys. */
export function parseFilter(message: FilterMessage): Filter {
  const { compositeFilter, fieldFilter, unaryFilter } = message;
  if (compositeFilter) {
    const kind = COMPOSITE[compositeFilter.op];
    if (!kind) throw invalid('Unsupported CompositeFilter operator.');
    return { kind, filters: compositeFilter.filters.map(parseFilter) };
  }
  if (unaryFilter) return parseUnary(unaryFilter.op, parseField(unaryFilter.field?.fieldPath ?? ''));
  if (fieldFilter) {
    const field = parseField(fieldFilter.field?.fieldPath ?? '');
    if (!fieldFilter.value) throw invalid('Cannot convert firestore.v1.Value with type unset.');
    for (const value of operandsOf(fieldFilter.value)) checkValue(value, field.text);
    return parseFieldFilter(field, fieldFilter.op, fieldFilter.value);
  }
  throw invalid('A filter names no filter type.');
}

function parseUnary(op: number, field: Field): Leaf {
  if (field.text === NAME) throw invalid('__key__ filter value must be a Key');
  switch (op) {
    case UNARY.nan:
      return { kind: 'equal', field, keys: [encodeKey(NAN)], names: [] };
    case UNARY.null:
      return { kind: 'equal', field, keys: [encodeKey(NULL)], names: [] };
    case UNARY.notNan:
      return { kind: 'differs', field, keys: [encodeKey(NAN)] };
    case UNARY.notNull:
      return { kind: 'differs', field, keys: [] };
    default:
      throw invalid('Unknown UnaryFilter operator.');
  }
}

function parseFieldFilter(field: Field, op: number, value: Value): Leaf {
  const operator = OPERATORS[op] ?? 'OPERATOR_UNSPECIFIED';
  switch (operator) {
    case 'EQUAL':
      return equalAny(field, [value]);
    case 'NOT_EQUAL':
      return isNull(value)
        ? { kind: 'never', field }
        : { kind: 'differs', field, keys: comparable(field, [value]) };
    case 'ARRAY_CONTAINS':
      return { kind: 'contains', field, keys: comparable(field, [value]) };
    case 'IN':
      return equalAny(field, valuesOf(operator, value));
    case 'ARRAY_CONTAINS_ANY':
      return { kind: 'contains', field, keys: comparable(field, valuesOf(operator, value)) };
    case 'NOT_IN': {
      const values = valuesOf(operator, value);
      return values.some(isNull)
        ? { kind: 'never', field }
        : { kind: 'differs', field, keys: comparable(field, values) };
    }
    case 'OPERATOR_UNSPECIFIED':
      throw invalid('Unknown FieldFilter operator.');
    default:
      return parseRange(field, operator, value);
  }
}

function equalAny(field: Field, values: readonly Value[]): Leaf {
  return { kind: 'equal', field, keys: comparable(field, values), names: namesOf(field, values) };
}

function namesOf(field: Field, values: readonly Value[]): string[] {
  return field.text === NAME
    ? values.flatMap((value) => (value.type === 'reference' ? value.value : []))
    : [];
}

function parseRange(field: Field, operator: string, value: Value): Leaf {
  const [key] = comparable(field, [value]);
  if (!key) return { kind: 'never', field };
  // Only values of the same type compare.
  const rank = rankOf(value);
  const first = Buffer.of(rank);
  const last = Buffer.of(rank + 1);
  const open = operator === 'LESS_THAN' || operator === 'GREATER_THAN';
  return operator.startsWith('LESS')
    ? {
        kind: 'range',
        field,
        low: first,
        lowOpen: false,
        high: key,
        highOpen: open,
        names: namesOf(field, [value]),
      }
    : {
        kind: 'range',
        field,
        low: key,
        lowOpen: open,
        high: last,
        highOpen: true,
        names: namesOf(field, [value]),
      };
}

function valuesOf(operator: keyof typeof VALUES_LIMIT, value: Value): Value[] {
  if (value.type !== 'array') throw invalid(`'${operator}' requires an ArrayValue.`);
  if (value.values.length === 0) throw invalid(`'${operator}' requires an non-empty ArrayValue.`);
  const limit = VALUES_LIMIT[operator];
  if (value.values.length > limit) throw invalid(`'${operator}' supports up to ${limit} comparison values.`);
  return value.values;
}

/** The values compared with: of a list, each, since these may be lists themselves. */
export function operandsOf(value: Value): Value[] {
  return value.type === 'array' ? value.values : [value];
}

/** The keys of what can be equal to anything: null and NaN equal nothing, not even themselves. */
function comparable(field: Field, values: readonly Value[]): Buffer[] {
  if (field.text === NAME && values.some((value) => value.type !== 'reference')) {
    throw invalid('__key__ filter value must be a Key');
  }
  return values.filter((value) => !isNull(value) && !isNan(value)).map(encodeKey);
}

function isNull(value: Value): boolean {
  return value.type === 'null';
}

function isNan(value: Value): boolean {
  return value.type === 'double' && Number.isNaN(value.value);
}

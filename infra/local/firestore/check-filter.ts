import { encodeKey } from './encode-key.ts';
import type { FilterMessage } from './messages.ts';
import { invalid, type Refusal } from './refusal.ts';

const OP = { notEqual: 6, arrayContains: 7, in: 8, arrayContainsAny: 9, notIn: 10 } as const;
const UNARY_NOT = new Set([4, 5]);
const COMPOSITE_OR = 2;
const DISJUNCTION_LIMIT = 30;

type Shape = { disjunctions: number; contains: number; negations: number; notIn: boolean; or: boolean };

/** Refuses combinations of filters that Firestore does not run. */
export function checkFilter(message: FilterMessage): void {
  const shape = shapeOf(message);
  if (shape.negations > 1) {
    throw invalid(
      "Only a single 'NOT_EQUAL', 'NOT_IN', 'IS_NOT_NAN', or 'IS_NOT_NULL' filter allowed per query.",
    );
  }
  if (shape.notIn && shape.or) {
    throw invalid("'NOT_IN' cannot be used in the same query with 'IN', 'ARRAY_CONTAINS_ANY' or 'OR'.");
  }
  if (shape.contains > 1) throw invalid("A maximum of 1 'ARRAY_CONTAINS' filter is allowed per disjunction.");
  if (shape.disjunctions > DISJUNCTION_LIMIT) throw tooMany(shape.disjunctions);
}

function tooMany(disjunctions: number): Refusal {
  return invalid(
    `Too many disjunctions after normalization. Result had ${disjunctions} disjunctions which is more than the maximum of ${DISJUNCTION_LIMIT}`,
  );
}

function shapeOf(filter: FilterMessage): Shape {
  const { compositeFilter, fieldFilter, unaryFilter } = filter;
  const shape = { disjunctions: 1, contains: 0, negations: 0, notIn: false, or: false };
  if (compositeFilter) {
    const shapes = compositeFilter.filters.map(shapeOf);
    // Repeated filters narrow nothing, so they count once; negations are counted as they were sent.
    const distinct = new Map(compositeFilter.filters.map((one, i) => [spell(one), shapes[i] ?? shape]));
    const combine = compositeFilter.op === COMPOSITE_OR ? either : both;
    return {
      ...([...distinct.values()].reduce(combine, undefined) ?? shape),
      negations: shapes.reduce((sum, one) => sum + one.negations, 0),
      notIn: shapes.some((one) => one.notIn),
      or: compositeFilter.op === COMPOSITE_OR || shapes.some((one) => one.or),
    };
  }
  if (unaryFilter) return { ...shape, negations: UNARY_NOT.has(unaryFilter.op) ? 1 : 0 };
  const op = fieldFilter?.op;
  const values = new Set(valuesOf(filter)).size;
  if (op === OP.notEqual) return { ...shape, negations: 1 };
  if (op === OP.notIn) return { ...shape, negations: 1, notIn: true };
  if (op === OP.in) return { ...shape, disjunctions: values, or: true };
  if (op === OP.arrayContains) return { ...shape, contains: 1 };
  if (op === OP.arrayContainsAny) return { ...shape, disjunctions: values, contains: 1, or: true };
  return shape;
}

type Counts = Pick<Shape, 'disjunctions' | 'contains'>;

function either(all: Counts | undefined, one: Counts): Counts {
  if (!all) return one;
  return {
    disjunctions: all.disjunctions + one.disjunctions,
    contains: Math.max(all.contains, one.contains),
  };
}

function both(all: Counts | undefined, one: Counts): Counts {
  if (!all) return one;
  return { disjunctions: all.disjunctions * one.disjunctions, contains: all.contains + one.contains };
}

/** Equal for filters that mean the same: a lone filter is the same as one around it, and lists have no order. */
function spell(filter: FilterMessage): string {
  const { compositeFilter, fieldFilter, unaryFilter } = filter;
  if (compositeFilter) {
    const parts = compositeFilter.filters.map(spell);
    return parts.length === 1 ? (parts[0] ?? '') : JSON.stringify([compositeFilter.op, ...parts.sort()]);
  }
  const { op, field } = fieldFilter ?? unaryFilter ?? { op: 0, field: undefined };
  return JSON.stringify([
    field?.fieldPath,
    op,
    unaryFilter !== undefined,
    ...[...new Set(valuesOf(filter))].sort(),
  ]);
}

function valuesOf({ fieldFilter }: FilterMessage): string[] {
  const { op, value } = fieldFilter ?? {};
  if (!value) return [];
  const isList = op === OP.in || op === OP.notIn || op === OP.arrayContainsAny;
  const values = isList && value.type === 'array' ? value.values : [value];
  return values.map((one) => encodeKey(one).toString('latin1'));
}

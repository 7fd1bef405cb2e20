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

function shapeOf({ compositeFilter, fieldFilter, unaryFilter }: FilterMessage): Shape {
  const shape = { disjunctions: 1, contains: 0, negations: 0, notIn: false, or: false };
  if (compositeFilter) {
    const isOr = compositeFilter.op === COMPOSITE_OR && compositeFilter.filters.length > 1;
    return compositeFilter.filters.map(shapeOf).reduce(
      (all, one, i) => ({
        disjunctions: isOr
          ? (i === 0 ? 0 : all.disjunctions) + one.disjunctions
          : all.disjunctions * one.disjunctions,
        contains: isOr ? Math.max(all.contains, one.contains) : all.contains + one.contains,
        negations: all.negations + one.negations,
        notIn: all.notIn || one.notIn,
        or: all.or || one.or,
      }),
      { ...shape, or: isOr },
    );
  }
  if (unaryFilter) return { ...shape, negations: UNARY_NOT.has(unaryFilter.op) ? 1 : 0 };
  const op = fieldFilter?.op;
  const values = fieldFilter?.value?.type === 'array' ? fieldFilter.value.values.length : 1;
  if (op === OP.notEqual) return { ...shape, negations: 1 };
  if (op === OP.notIn) return { ...shape, negations: 1, notIn: true };
  if (op === OP.in) return { ...shape, disjunctions: values, or: true };
  if (op === OP.arrayContains) return { ...shape, contains: 1 };
  if (op === OP.arrayContainsAny) return { ...shape, disjunctions: values, contains: 1, or: true };
  return shape;
}

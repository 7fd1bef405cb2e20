import type { Aggregation } from './messages.ts';
import { parseField } from './parse-field.ts';
import type { FieldSource } from './read-field.ts';
import { NAME, type Field } from './query.ts';
import { invalid } from './refusal.ts';
import { isNumber } from './transform-field.ts';
import { NULL, type Value } from './value.ts';

const AGGREGATION_LIMIT = 5;
const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);

export type PlannedAggregation =
  | { alias: string; kind: 'count'; upTo: number | undefined }
  | { alias: string; kind: 'sum' | 'avg'; field: Field };

/** Checks aggregations and names those that have no alias. */
export function planAggregations(aggregations: readonly Aggregation[]): PlannedAggregation[] {
  if (aggregations.length === 0) throw invalid('Aggregations can not be empty.');
  if (aggregations.length > AGGREGATION_LIMIT) {
    throw invalid(`A query may hold at most ${AGGREGATION_LIMIT} aggregations.`);
  }
  let unnamed = 0;
  const planned = aggregations.map((one) =>
    plan(one, one.alias === '' ? `field_${(unnamed += 1)}` : one.alias),
  );
  const aliases = new Set<string>();
  for (const { alias } of planned) {
    if (/^__.*__$/s.test(alias)) throw invalid(`The property.name "${alias}" is reserved.`);
    if (aliases.has(alias)) throw invalid(`Aggregation aliases contain duplicate alias: ${alias}.`);
    aliases.add(alias);
  }
  return planned;
}

function plan({ count, sum, avg }: Aggregation, alias: string): PlannedAggregation {
  if (count) {
    const upTo = count.upTo && Number(count.upTo.value);
    if (upTo !== undefined && upTo < 0) {
      throw invalid('The `up_to` value in a COUNT aggregation must be greater than or equal to zero.');
    }
    return { alias, kind: 'count', upTo };
  }
  const operator = sum ?? avg;
  if (!operator) throw invalid('Operator field in Aggregation is not set.');
  const field = parseField(operator.field?.fieldPath ?? '');
  if (field.text === NAME) throw invalid('Aggregations are not supported for the property: __key__');
  return { alias, kind: sum ? 'sum' : 'avg', field };
}

/** Adds up the numbers of a field; whatever is no number is passed over. */
export function addUp(
  kind: 'sum' | 'avg',
  path: readonly string[],
  documents: readonly FieldSource[],
): Value {
  let whole = 0n;
  let count = 0;
  let hasDouble = false;
  // What a double sum loses at each step is summed apart.
  let sum = 0;
  let lost = 0;
  for (const source of documents) {
    const value = source(path);
    if (!isNumber(value)) continue;
    count += 1;
    if (value.type === 'integer') {
      whole += value.value;
      continue;
    }
    hasDouble = true;
    const next = sum + value.value;
    if (Number.isFinite(next)) {
      lost += Math.abs(sum) >= Math.abs(value.value) ? sum - next + value.value : value.value - next + sum;
    }
    sum = next;
  }
  if (kind === 'avg' && count === 0) return NULL;
  const fits = whole >= INT64_MIN && whole <= INT64_MAX;
  if (kind === 'sum' && !hasDouble && fits) return { type: 'integer', value: whole };
  const total = Number.isFinite(sum) ? sum + lost + Number(whole) : sum;
  return { type: 'double', value: kind === 'sum' ? total : total / count };
}

import { allSql, sqlOf } from './function-rule.ts';
import type { Call, FunctionRule } from './function-rule.ts';

const aggregate = (min: number, max: number, build: (call: Call) => string): FunctionRule => ({
  kind: 'aggregate',
  min,
  max,
  build,
});

const distinctly = ({ tail }: Call) => (tail.distinct ? 'DISTINCT ' : '');

/** An aggregate of one argument that is `name` in DuckDB, where order and limit mean nothing. */
const plain = (name: string, max = 1): FunctionRule =>
  aggregate(1, max, (call) => {
    refuseExtras(call, 'having', 'nulls', 'orderBy', 'limit');
    return `${name}(${distinctly(call)}${allSql(call)})`;
  });

function refuseExtras(
  call: Call,
  ...extras: ('having' | 'nulls' | 'orderBy' | 'limit' | 'distinct')[]
): void {
  for (const extra of extras) {
    if (call.tail[extra]) throw call.refuse(`with ${extra === 'orderBy' ? 'ORDER BY' : extra.toUpperCase()}`);
  }
}

function count(call: Call): string {
  refuseExtras(call, 'having', 'nulls', 'orderBy', 'limit');
  return `count(${distinctly(call)}${allSql(call)})`;
}

function countIf(call: Call): string {
  refuseExtras(call, 'having', 'nulls', 'orderBy', 'limit', 'distinct');
  return `count(*) FILTER (WHERE ${sqlOf(call, 0)})`;
}

function anyValue(call: Call): string {
  refuseExtras(call, 'nulls', 'orderBy', 'limit', 'distinct');
  const { having } = call.tail;
  if (!having) return `any_value(${sqlOf(call, 0)})`;
  return `arg_${having.most.toLowerCase()}_null(${sqlOf(call, 0)}, ${having.sql})`;
}

function byExtreme(name: string): FunctionRule {
  return aggregate(2, 2, (call) => {
    refuseExtras(call, 'having', 'nulls', 'orderBy', 'limit', 'distinct');
    return `${name}(${allSql(call)})`;
  });
}

const firstOnes = (call: Call, list: string) =>
  call.tail.limit === undefined ? list : `(${list})[1:${call.tail.limit}]`;

function arrayAgg(call: Call): string {
  refuseExtras(call, 'having');
  const { tail } = call;
  const filter = tail.nulls === 'IGNORE' ? ` FILTER (WHERE ${sqlOf(call, 0)} IS NOT NULL)` : '';
  return firstOnes(call, `array_agg(${distinctly(call)}${sqlOf(call, 0)}${tail.orderBy})${filter}`);
}

function stringAgg(call: Call): string {
  refuseExtras(call, 'having', 'nulls');
  const delimiter = call.args[1]?.sql ?? "','";
  const { orderBy, limit } = call.tail;
  if (limit === undefined) return `string_agg(${distinctly(call)}${sqlOf(call, 0)}, ${delimiter}${orderBy})`;
  const all = `array_agg(${distinctly(call)}${sqlOf(call, 0)}${orderBy}) FILTER (WHERE ${sqlOf(call, 0)} IS NOT NULL)`;
  return `array_to_string(${firstOnes(call, all)}, ${delimiter})`;
}

function arrayConcatAgg(call: Call): string {
  refuseExtras(call, 'having', 'nulls', 'distinct');
  const value = sqlOf(call, 0);
  const lists = `array_agg(${value}${call.tail.orderBy}) FILTER (WHERE ${value} IS NOT NULL)`;
  return `flatten(${firstOnes(call, lists)})`;
}

// BigQuery estimates; the exact quantiles are an estimate it may give.
function quantiles(call: Call): string {
  refuseExtras(call, 'having', 'nulls', 'orderBy', 'limit');
  const pieces = Number(/^(\d+)::BIGINT$/.exec(sqlOf(call, 1))?.[1]);
  if (!(pieces >= 1 && pieces <= 10_000)) throw call.refuse('with a number that is no literal');
  const cuts = Array.from({ length: pieces + 1 }, (_cut, index) => index / pieces);
  return `quantile_disc(${distinctly(call)}${sqlOf(call, 0)}, [${cuts.join(', ')}])`;
}

/** Aggregates; those that DuckDB also takes as window functions keep OVER. */
export const aggregateFunctions: Record<string, FunctionRule> = {
  COUNT: aggregate(1, 1, count),
  COUNTIF: aggregate(1, 1, countIf),
  SUM: plain('sum'),
  AVG: plain('avg'),
  MIN: plain('min'),
  MAX: plain('max'),
  ANY_VALUE: aggregate(1, 1, anyValue),
  MAX_BY: byExtreme('arg_max_null'),
  MIN_BY: byExtreme('arg_min_null'),
  LOGICAL_AND: plain('bool_and'),
  LOGICAL_OR: plain('bool_or'),
  STDDEV: plain('stddev_samp'),
  STDDEV_SAMP: plain('stddev_samp'),
  STDDEV_POP: plain('stddev_pop'),
  VARIANCE: plain('var_samp'),
  VAR_SAMP: plain('var_samp'),
  VAR_POP: plain('var_pop'),
  CORR: aggregate(2, 2, (call) => `corr(${allSql(call)})`),
  COVAR_POP: aggregate(2, 2, (call) => `covar_pop(${allSql(call)})`),
  COVAR_SAMP: aggregate(2, 2, (call) => `covar_samp(${allSql(call)})`),
  ARRAY_AGG: aggregate(1, 1, arrayAgg),
  STRING_AGG: aggregate(1, 2, stringAgg),
  ARRAY_CONCAT_AGG: aggregate(1, 1, arrayConcatAgg),
  APPROX_COUNT_DISTINCT: aggregate(1, 1, (call) => `count(DISTINCT ${sqlOf(call, 0)})`),
  APPROX_QUANTILES: { ...aggregate(2, 2, quantiles), plainArray: true },
};

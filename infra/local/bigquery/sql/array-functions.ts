import { macro, same, scalar, sqlOf } from './function-rule.ts';
import type { Call, FunctionRule } from './function-rule.ts';

/** The interval a series steps by. */
function stepOf(call: Call, otherwise: string): string {
  const step = call.args[2];
  if (step && !step.interval) throw call.refuse('with a step that is no INTERVAL');
  return step?.sql ?? otherwise;
}

/** Functions on arrays. */
export const arrayFunctions: Record<string, FunctionRule> = {
  ARRAY_LENGTH: same('array_length', 1),
  ARRAY_TO_STRING: scalar(2, 2, (call) => `array_to_string(${sqlOf(call, 0)}, ${sqlOf(call, 1)})`),
  // DuckDB's list_concat leaves nulls out; BigQuery's is null with them.
  ARRAY_CONCAT: scalar(1, 99, (call) => {
    const anyNull = call.args.map(({ sql }) => `${sql} IS NULL`).join(' OR ');
    return `(CASE WHEN ${anyNull} THEN NULL ELSE list_concat(${call.args.map(({ sql }) => sql).join(', ')}) END)`;
  }),
  ARRAY_REVERSE: same('list_reverse', 1),
  ARRAY_FIRST: scalar(1, 1, (call) => `bq.main.at_offset(${sqlOf(call, 0)}, 0::BIGINT)`),
  ARRAY_LAST: macro('last_of', 1),
  ARRAY_INCLUDES: scalar(
    2,
    2,
    (call) => `coalesce(list_contains(${sqlOf(call, 0)}, ${sqlOf(call, 1)}), false)`,
  ),
  GENERATE_ARRAY: { ...same('generate_series', 2, 3), plainArray: true },
  GENERATE_DATE_ARRAY: {
    ...scalar(
      2,
      3,
      (call) =>
        `CAST(generate_series(CAST(${sqlOf(call, 0)} AS TIMESTAMP), CAST(${sqlOf(call, 1)} AS TIMESTAMP), ${stepOf(call, 'to_days(1)')}) AS DATE[])`,
    ),
    plainArray: true,
  },
  GENERATE_TIMESTAMP_ARRAY: {
    ...scalar(
      3,
      3,
      (call) => `generate_series(${sqlOf(call, 0)}, ${sqlOf(call, 1)}, ${stepOf(call, 'to_days(1)')})`,
    ),
    plainArray: true,
  },
};

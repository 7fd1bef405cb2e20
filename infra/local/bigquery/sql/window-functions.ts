import { allSql, sqlOf } from './function-rule.ts';
import type { Call, FunctionRule } from './function-rule.ts';

const window = (name: string, min: number, max: number): FunctionRule => ({
  kind: 'window',
  min,
  max,
  build: (call) => `${name}(${allSql(call)}${call.tail.nulls ? ` ${call.tail.nulls} NULLS` : ''})`,
});

const percentile = (name: string): FunctionRule => ({
  kind: 'window',
  min: 2,
  max: 2,
  build(call: Call) {
    if (call.tail.nulls === 'RESPECT') throw call.refuse('with RESPECT NULLS');
    return `${name}(${sqlOf(call, 0)}, ${sqlOf(call, 1)})`;
  },
});

/** Functions that only stand before OVER. */
export const windowFunctions: Record<string, FunctionRule> = {
  ROW_NUMBER: window('row_number', 0, 0),
  RANK: window('rank', 0, 0),
  DENSE_RANK: window('dense_rank', 0, 0),
  PERCENT_RANK: window('percent_rank', 0, 0),
  CUME_DIST: window('cume_dist', 0, 0),
  NTILE: window('ntile', 1, 1),
  LAG: window('lag', 1, 3),
  LEAD: window('lead', 1, 3),
  FIRST_VALUE: window('first_value', 1, 1),
  LAST_VALUE: window('last_value', 1, 1),
  NTH_VALUE: window('nth_value', 2, 2),
  PERCENTILE_CONT: percentile('quantile_cont'),
  PERCENTILE_DISC: percentile('quantile_disc'),
};

import { allSql, macro, same, scalar, sqlOf } from './function-rule.ts';
import type { Call, FunctionRule } from './function-rule.ts';

// BigQuery's are null as soon as one argument is; DuckDB's leave nulls out.
const extreme = (name: string): FunctionRule =>
  scalar(1, 99, (call) => {
    const anyNull = call.args.map(({ sql }) => `${sql} IS NULL`).join(' OR ');
    return `(CASE WHEN ${anyNull} THEN NULL ELSE ${name}(${allSql(call)}) END)`;
  });

const rounded = (name: string): FunctionRule =>
  scalar(1, 2, (call) =>
    call.args.length === 1
      ? `${name}(${sqlOf(call, 0)})`
      : `${name}(${sqlOf(call, 0)}, CAST(${sqlOf(call, 1)} AS INTEGER))`,
  );

const double = (call: Call, index: number) => `CAST(${sqlOf(call, index)} AS DOUBLE)`;

/** Functions on numbers, conditions and errors. */
export const numberFunctions: Record<string, FunctionRule> = {
  ABS: same('abs', 1),
  SIGN: same('sign', 1),
  ROUND: rounded('round'),
  TRUNC: same('trunc', 1),
  CEIL: same('ceil', 1),
  CEILING: same('ceil', 1),
  FLOOR: same('floor', 1),
  SQRT: same('sqrt', 1),
  POW: same('pow', 2),
  POWER: same('pow', 2),
  EXP: same('exp', 1),
  LN: same('ln', 1),
  // BigQuery's LOG is the natural one; DuckDB's is to base 10.
  LOG: scalar(1, 2, (call) =>
    call.args.length === 1
      ? `ln(${sqlOf(call, 0)})`
      : `bq.main.divide(ln(${sqlOf(call, 0)}), ln(${sqlOf(call, 1)}))`,
  ),
  LOG10: same('log10', 1),
  MOD: macro('modulo', 2),
  DIV: macro('integer_divide', 2),
  SAFE_DIVIDE: macro('safe_divide', 2),
  IEEE_DIVIDE: scalar(2, 2, (call) => `(${double(call, 0)} / ${double(call, 1)})`),
  SAFE_ADD: scalar(2, 2, (call) => `TRY(${sqlOf(call, 0)} + ${sqlOf(call, 1)})`),
  SAFE_SUBTRACT: scalar(2, 2, (call) => `TRY(${sqlOf(call, 0)} - ${sqlOf(call, 1)})`),
  SAFE_MULTIPLY: scalar(2, 2, (call) => `TRY(${sqlOf(call, 0)} * ${sqlOf(call, 1)})`),
  SAFE_NEGATE: scalar(1, 1, (call) => `TRY(-${sqlOf(call, 0)})`),
  GREATEST: extreme('greatest'),
  LEAST: extreme('least'),
  RAND: scalar(0, 0, () => 'random()'),
  IS_NAN: scalar(1, 1, (call) => `isnan(${double(call, 0)})`),
  IS_INF: scalar(1, 1, (call) => `isinf(${double(call, 0)})`),
  SIN: same('sin', 1),
  COS: same('cos', 1),
  TAN: same('tan', 1),
  ASIN: same('asin', 1),
  ACOS: same('acos', 1),
  ATAN: same('atan', 1),
  ATAN2: same('atan2', 2),

  IF: scalar(
    3,
    3,
    (call) => `(CASE WHEN ${sqlOf(call, 0)} THEN ${sqlOf(call, 1)} ELSE ${sqlOf(call, 2)} END)`,
  ),
  IFNULL: same('coalesce', 2),
  NULLIF: same('nullif', 2),
  COALESCE: same('coalesce', 1, 99),
  ERROR: scalar(1, 1, (call) => `error(${sqlOf(call, 0)})`),
};

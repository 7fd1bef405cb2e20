import { macro, scalar, sqlOf } from './function-rule.ts';
import type { Call, FunctionRule } from './function-rule.ts';
import { quoteText } from './parser.ts';

const step = /\.([A-Za-z_$][\w$-]*)|\."([^"\\]+)"|\['([^'\\"]+)'\]|\["([^"\\]+)"\]|\[(\d+)\]/y;

/** DuckDB's form of a JSON path, every key quoted so that none of them is a wildcard. */
function jsonPath(call: Call): string {
  if (call.args.length < 2) return '$';
  const path = call.args[1]?.literal;
  if (path === undefined) throw call.refuse('with a JSON path that is no literal');
  let duck = '$';
  let at = path.startsWith('$') ? 1 : -1;
  while (at >= 0 && at < path.length) {
    step.lastIndex = at;
    const match = step.exec(path);
    if (!match) break;
    const key = match[1] ?? match[2] ?? match[3] ?? match[4];
    duck += key === undefined ? `[${match[5]}]` : `."${key}"`;
    at = step.lastIndex;
  }
  if (at !== path.length) throw call.refuse(`with the JSON path ${path}`);
  return duck;
}

// A bare literal fits text and JSON alike; the cast says which.
const subject = (call: Call) =>
  call.args[0]?.literal === undefined ? sqlOf(call, 0) : `CAST(${sqlOf(call, 0)} AS VARCHAR)`;

const atPath = (name: string): FunctionRule =>
  scalar(1, 2, (call) => `bq.main.${name}(${subject(call)}, ${quoteText(jsonPath(call))})`);
const eachAtPath = (name: string, plainArray: boolean): FunctionRule => ({
  ...scalar(1, 2, (call) => {
    const path = jsonPath(call);
    return `bq.main.${name}(${subject(call)}, ${quoteText(path)}, ${quoteText(`${path}[*]`)})`;
  }),
  plainArray,
});

/** Functions on JSON and on text that holds it. */
export const jsonFunctions: Record<string, FunctionRule> = {
  JSON_VALUE: atPath('json_scalar'),
  JSON_EXTRACT_SCALAR: atPath('json_scalar'),
  JSON_QUERY: atPath('json_part'),
  JSON_EXTRACT: atPath('json_part'),
  JSON_VALUE_ARRAY: eachAtPath('json_scalars', true),
  JSON_EXTRACT_STRING_ARRAY: eachAtPath('json_scalars', true),
  JSON_QUERY_ARRAY: eachAtPath('json_parts', true),
  JSON_EXTRACT_ARRAY: eachAtPath('json_parts', true),
  JSON_TYPE: macro('json_kind', 1),
  PARSE_JSON: scalar(1, 1, (call) => `CAST(json(${subject(call)}) AS JSON)`),
  TO_JSON_STRING: macro('json_text', 1),
  INT64: macro('json_int64', 1),
  FLOAT64: macro('json_float64', 1),
  BOOL: macro('json_bool', 1),
};

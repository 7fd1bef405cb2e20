import { aggregateFunctions } from './aggregate-functions.ts';
import { arrayFunctions } from './array-functions.ts';
import type { FunctionRule } from './function-rule.ts';
import { jsonFunctions } from './json-functions.ts';
import { numberFunctions } from './number-functions.ts';
import { textFunctions } from './text-functions.ts';
import { timeFunctions } from './time-functions.ts';
import { windowFunctions } from './window-functions.ts';

const rules = new Map<string, FunctionRule>(
  [
    aggregateFunctions,
    arrayFunctions,
    jsonFunctions,
    numberFunctions,
    textFunctions,
    timeFunctions,
    windowFunctions,
  ].flatMap((group) => Object.entries(group)),
);

/** How a function is spoken; a function that is not here is refused, since DuckDB's may mean something else. */
export const functionRule = (name: string): FunctionRule | undefined => rules.get(name);

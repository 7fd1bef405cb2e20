import { readConfig } from './config.ts';
import type { FunctionEntry } from './function.ts';

/** How many bytes a body may have at each path: MAX_BODY_BYTES, or the variable that the function names for it. */
export function bodyLimits(entries: readonly FunctionEntry[]): (path: string) => number {
  const { MAX_BODY_BYTES: usual } = readConfig(['MAX_BODY_BYTES']);
  const larger = new Map<string, number>();
  for (const { bodyLimits: named = {} } of entries) {
    for (const [path, variable] of Object.entries(named)) larger.set(path, readConfig([variable])[variable]);
  }
  return (path) => larger.get(path) ?? usual;
}

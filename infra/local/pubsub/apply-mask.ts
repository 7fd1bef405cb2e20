import { invalid } from './names.ts';

/**
 * The current resource with the masked fields taken from the decoded request, whose absent fields read as
 * defaults. `mutable` maps the paths a mask may name to fields.
 */
export function applyMask<T extends object>(
  current: T,
  request: T,
  paths: readonly string[],
  mutable: Readonly<Record<string, keyof T>>,
): T {
  if (paths.length === 0) throw invalid('The update_mask must name at least one field.');
  const changed = { ...current };
  for (const path of paths) {
    const field = Object.hasOwn(mutable, path) ? mutable[path] : undefined;
    if (!field) throw invalid(`Invalid update_mask: ${path} cannot be updated.`);
    changed[field] = request[field];
  }
  return changed;
}

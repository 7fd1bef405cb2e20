import { z } from 'zod';

const rule = 'Must be well-formed Unicode';

/** Text that every store takes: UTF-8 has no half of a pair. */
export const wellFormedText = z.string().refine((text) => text.isWellFormed(), rule);

/** Whether all text in a value of JSON is well-formed, names of fields too, however deep. */
export function isWellFormed(value: unknown): boolean {
  const left = [value];
  while (left.length > 0) {
    const one = left.pop();
    if (typeof one === 'string' && !one.isWellFormed()) return false;
    if (typeof one !== 'object' || one === null) continue;
    for (const [name, inner] of Object.entries(one)) left.push(name, inner);
  }
  return true;
}

/** The rule that `isWellFormed` checks, in words. */
export const wellFormedRule = rule;

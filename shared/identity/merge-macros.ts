import { expandMacro, type Macro, mostMacros, normalizePhrase } from '../macros/index.ts';

/**
 * The macros of two people: all of the second, and of the first those that fit, most used first: a phrase means one
 * thing, and no macro leads back to itself.
 */
export function mergeMacros(from: readonly Macro[], into: readonly Macro[]): Macro[] {
  const merged = [...into];
  for (const macro of from.toSorted((a, b) => b.useCount - a.useCount)) {
    if (merged.length < mostMacros && fits(macro, merged)) merged.push(macro);
  }
  return merged;
}

function fits(macro: Macro, others: readonly Macro[]): boolean {
  const taken = new Set(others.flatMap((other) => other.triggerPhrases.map(normalizePhrase)));
  if (others.some(({ id }) => id === macro.id)) return false;
  if (macro.triggerPhrases.some((phrase) => taken.has(normalizePhrase(phrase)))) return false;
  const all = [...others, macro];
  try {
    for (const one of all) expandMacro(one, all);
    return true;
  } catch {
    return false;
  }
}

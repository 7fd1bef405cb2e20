import type { Macro } from './schema.ts';

/** The macros with one use more of this one. */
export function countMacroUse(macros: readonly Macro[], id: string): Macro[] {
  return macros.map((macro) => (macro.id === id ? { ...macro, useCount: macro.useCount + 1 } : macro));
}

/** The macros without this one; what others called by its phrase is an ordinary command again. */
export function removeMacro(macros: readonly Macro[], id: string): Macro[] {
  return macros.filter((macro) => macro.id !== id);
}

export { countMacroUse, removeMacro } from './change-macros.ts';
export { expandMacro, MacroExpansionError } from './expand-macro.ts';
export { matchMacro, normalizePhrase } from './match-macro.ts';
export { saveMacro } from './save-macro.ts';
export * from './schema.ts';
export { skillOf } from './skill-of.ts';
export { macrosDocument, macrosOf, macrosRef } from './store.ts';

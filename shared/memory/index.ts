export { emptyWindow, fillOf } from './add-turn.ts';
export type { Committed, CommitOptions } from './commit-turn.ts';
export { createMemory, type Memory, type MemoryOptions, type Opened } from './create-memory.ts';
export { PersonGoneError } from './person-gone-error.ts';
export * from './schema.ts';
export type { Sibling } from './sibling-windows.ts';
export { windowChanges, windowFields } from './store.ts';

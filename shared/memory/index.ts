export { emptyWindow, fillOf } from './add-turn.ts';
export type { Committed, CommitOptions } from './commit-turn.ts';
export { compressMemory, type CompressOutcome, type CompressServices } from './compress-memory.ts';
export { createMemory, type Memory, type MemoryOptions, type Opened } from './create-memory.ts';
export type { MemoryPage } from './list-memory.ts';
export { PersonGoneError } from './person-gone-error.ts';
export * from './schema.ts';
export type { Sibling } from './sibling-windows.ts';
export { windowChanges, windowFields } from './store.ts';

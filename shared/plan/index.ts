export { findHints, type Hint } from './find-hints.ts';
export { judgeTask, strengthOf } from './judge-task.ts';
export * from './schema.ts';

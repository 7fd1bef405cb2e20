export { judgeTask, strengthOf } from './judge-task.ts';
export * from './schema.ts';

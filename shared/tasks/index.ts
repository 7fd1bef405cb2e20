export { countTasks } from './count-tasks.ts';
export * from './schema.ts';

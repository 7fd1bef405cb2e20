export { countTasks } from './count-tasks.ts';
export { createTasks, type Tasks } from './create-tasks.ts';
export * from './schema.ts';
export { tasksCollection, writeTasks } from './store.ts';

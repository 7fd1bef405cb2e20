export { startScheduler } from './start-scheduler.ts';
export type { LocalScheduler, SchedulerOptions } from './start-scheduler.ts';

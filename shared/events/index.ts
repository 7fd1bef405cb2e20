export * from './schema.ts';
export type { TrackOptions, Tracking } from './tracking.ts';

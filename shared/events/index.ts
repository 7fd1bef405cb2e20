export { createTracking, type TrackingServices } from './create-tracking.ts';
export type { TrackedProduct } from './learned-event.ts';
export * from './schema.ts';
export { countSeenIds, dayOf, joinSeenIds, openSeenIds } from './seen-ids.ts';
export { seenCollection } from './store.ts';
export type { TrackOptions, Tracking } from './tracking.ts';

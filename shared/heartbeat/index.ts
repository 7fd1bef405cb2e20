export * from './schema.ts';
export { lastBeat, recordBeat } from './store.ts';

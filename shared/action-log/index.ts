export { countPopulation } from './count-population.ts';
export { type LoggedAction, readActions } from './read-actions.ts';
export { replayActions } from './replay-actions.ts';
export { type Replayed, replayPerson } from './replay-person.ts';
export * from './schema.ts';

export { countPopulation } from './count-population.ts';
export * from './schema.ts';

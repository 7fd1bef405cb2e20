export { countPopulation } from './count-population.ts';

export * from './schema.ts';
export { cartOf, cartRef } from './store.ts';

export { changeCart, emptyCart, pruneCart, replaceCart } from './change-cart.ts';
export { type Carts, type CartServices, createCarts } from './create-carts.ts';
export * from './schema.ts';
export { cartOf, cartRef } from './store.ts';

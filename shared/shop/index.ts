export { createShop, type Shop } from './create-shop.ts';
export * from './schema.ts';
export type { SearchOutcome } from './search-products.ts';
export type { ShopServices } from './services.ts';
export type { KnownTaste, UsualProduct } from './tell-taste.ts';

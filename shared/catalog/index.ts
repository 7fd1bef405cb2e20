export type { BrowseRequest, CatalogSearch, Found, Near, SearchRequest } from './catalog-search.ts';
export { type CatalogSearchServices, createCatalogSearch } from './create-catalog-search.ts';
export { type Imported, importCatalog, type ImportServices, repackCatalog } from './import-catalog.ts';
export { createProducts, type Products } from './create-products.ts';
export * from './schema.ts';
export type { Synonyms } from './read-query.ts';
export { readCatalog } from './store.ts';

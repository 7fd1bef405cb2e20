import type { CatalogSearch, Found } from '../../../shared/catalog/index.ts';
import { type Product, productSchema } from '../../../shared/catalog/index.ts';

/** A product with what a test says of it. */
export function product(given: Partial<Product> & { productId: string }): Product {
  return productSchema.parse({
    name: { en: given.productId },
    category: 'other',
    price: { amount: 1, currency: 'EUR' },
    ...given,
  });
}

/** A catalog that finds what has the query in a name, all alike, and browses in the order it was given. */
export function createFakeCatalog(products: readonly Product[]) {
  const asked: unknown[] = [];
  const found = (one: Product, exact = false): Found => ({
    productId: one.productId,
    category: one.category,
    brand: one.brand,
    attributes: one.attributes,
    relevance: exact ? 2 : 1,
    coverage: 1,
    exact,
    product: one,
  });
  const catalog: CatalogSearch = {
    ready: () => Promise.resolve(),
    search: (request) => {
      asked.push(request);
      const query = request.query.toLowerCase();
      const names = (one: Product) => Object.values(one.name).flatMap((name) => name?.toLowerCase() ?? []);
      return Promise.resolve(
        products
          .filter((one) => names(one).some((name) => name.includes(query)))
          .map((one) => found(one, names(one).includes(query)))
          .sort((a, b) => b.relevance - a.relevance)
          .slice(0, request.limit),
      );
    },
    browse: (request) => {
      asked.push(request);
      return Promise.resolve(products.slice(0, request.limit).map((one) => found(one)));
    },
    product: (productId) => products.find((one) => one.productId === productId),
    version: () => '1',
  };
  return { catalog, asked };
}

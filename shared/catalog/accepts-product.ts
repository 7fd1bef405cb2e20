import type { Product, SearchFilters } from './schema.ts';

/** Whether a product is what the filters ask for. */
export function acceptsProduct(
  { category, brand, attributes, minPrice, maxPrice }: SearchFilters,
  product: Product,
): boolean {
  return (
    (category === undefined || product.category === category) &&
    (brand === undefined || product.brand?.toLowerCase() === brand) &&
    (attributes === undefined || attributes.every((one) => product.attributes.includes(one))) &&
    (minPrice === undefined || product.price.amount >= minPrice) &&
    (maxPrice === undefined || product.price.amount <= maxPrice)
  );
}

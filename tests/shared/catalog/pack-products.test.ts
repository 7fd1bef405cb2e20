import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { type Pack, packLimit, packProducts, unpackProducts } from '../../../shared/catalog/pack-products.ts';
import type { Product } from '../../../shared/catalog/index.ts';
import { makeProduct } from './make-product.ts';

async function packed(products: readonly Product[]): Promise<Pack[]> {
  const packs: Pack[] = [];
  for await (const pack of packProducts(products)) packs.push(pack);
  return packs;
}

it('packs that hardly compress still fit into a document, and hold all products in order', async () => {
  const noise = () => randomBytes(90).toString('base64').slice(0, 110);
  const products = Array.from({ length: 8000 }, (_, n) =>
    makeProduct(`p${n}`, { name: { ru: noise(), en: noise() } }),
  );
  const packs = await packed(products);
  expect(packs.length).toBeGreaterThan(1);
  expect(Math.max(...packs.map(({ body }) => body.length))).toBeLessThanOrEqual(packLimit);
  expect(packs.reduce((all, pack) => all + pack.products, 0)).toBe(products.length);
  const unpacked: Product[] = [];
  const never = { isDue: () => false, rest: () => Promise.resolve() };
  for (const { body } of packs) await unpackProducts(body, never, (product) => unpacked.push(product));
  expect(unpacked).toEqual(products);
});

it('unpacking rests between products when a slice is over', async () => {
  const [pack] = await packed(Array.from({ length: 10 }, (_, n) => makeProduct(`p${n}`)));
  const taken: string[] = [];
  const restedAfter: number[] = [];
  let since = 0;
  await unpackProducts(
    pack?.body ?? Buffer.alloc(0),
    {
      isDue: () => since >= 4,
      rest() {
        restedAfter.push(taken.length);
        since = 0;
        return Promise.resolve();
      },
    },
    ({ productId }) => {
      since += 1;
      taken.push(productId);
    },
  );
  expect(restedAfter).toEqual([4, 8]);
  expect(taken).toHaveLength(10);
});

it('a catalog of no products has no packs', async () => {
  expect(await packed([])).toEqual([]);
});

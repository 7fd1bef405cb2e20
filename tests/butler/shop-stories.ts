import { describe, expect, it, vi } from 'vitest';
import type { SearchReply, SearchResult } from '../../shared/shop/index.ts';

/** The shop over HTTP, as one person sees it. */
export type Shopper = {
  /** Each call may reach another instance. */
  call(path: string, json: unknown): Promise<Response>;
};

const dayMs = 24 * 3_600_000;

/** Holds the three stories of the shop true, however many instances there are behind the calls. */
export function tellStories(shopper: (userId: string) => Shopper, { atOnce }: { atOnce: boolean }): void {
  describe.each([
    ['durable', '?durable=true'],
    ['plain', ''],
  ])('with %s tracking', (kind, query) => {
    const as = (name: string) => open(shopper(`${name}-${kind}`), query);
    // What one instance tracked without waiting for the store another ranks by once it is stored.
    const once = (check: () => Promise<void>) =>
      atOnce || kind === 'durable' ? check() : vi.waitFor(check, { timeout: 5000, interval: 25 });

    it('one click on oat milk leads the next search for yogurt with plant-based, in under 2 seconds', async () => {
      const { search, track } = as('clicker');
      const started = performance.now();
      const milk = await search({ query: 'milk', limit: 20 });
      expect(ids(milk)).toContain('oat-milk');
      const before = await search({ query: 'yogurt', limit: 20 });
      expect(before.personalizationApplied).toBe(false);
      const tracked = await track({ eventType: 'click_product', productId: 'oat-milk', query: 'milk' });
      expect(tracked).toMatchObject({ status: 'tracked', preferencesUpdated: true });
      await once(async () => {
        const { results, personalizationApplied } = await search({
          query: 'yogurt',
          limit: 20,
          explain: true,
        });
        expect(personalizationApplied).toBe(true);
        const plants = before.results.filter(isPlantBased).length;
        expect(plants).toBeGreaterThan(1);
        expect(results.slice(0, plants).every(isPlantBased)).toBe(true);
        expect(results[0]?.reasons?.map(({ key }) => key)).toContain('attribute:plant-based');
      });
      expect(performance.now() - started).toBeLessThan(2000);
    });

    it('spicy chips that are scrolled past sink in the next search for a snack, and are there', async () => {
      const { search, track } = as('scroller');
      const before = await search({ query: 'snack', limit: 50 });
      const hot = before.results.flatMap((result, position) =>
        isHotChips(result) ? [{ result, position }] : [],
      );
      expect(hot.length).toBeGreaterThan(1);
      await track(
        hot.map(({ result, position }) => ({
          eventType: 'displayed_but_scrolled',
          productId: result.productId,
          query: 'snack',
          position,
        })),
      );
      await once(async () => {
        const after = ids(await search({ query: 'snack', limit: 50 }));
        expect(after.toSorted()).toEqual(ids(before).toSorted());
        for (const { result, position } of hot)
          expect(after.indexOf(result.productId)).toBeGreaterThanOrEqual(position);
        expect(meanOf(hot.map(({ result }) => after.indexOf(result.productId)))).toBeGreaterThan(
          meanOf(hot.map(({ position }) => position)),
        );
      });
    });

    it('two gallons are offered after one add, and filled in once they are bought again', async () => {
      const { search, track } = as('stocker');
      const gallon = async () => {
        const { results } = await search({ query: 'whole milk gallon' });
        return results.find(({ productId }) => productId === 'milk-gallon-whole')?.suggestedQuantity;
      };
      expect(await gallon()).toBeUndefined();
      const product = { productId: 'milk-gallon-whole', quantity: 2 };
      await track({ eventType: 'add_to_cart', ...product });
      await once(async () => expect(await gallon()).toMatchObject({ quantity: 2, fill: false }));
      const offered = await gallon();
      expect(offered?.confidence).toBeLessThan(0.5);
      const at = Date.now() - 6 * dayMs;
      await track({ eventType: 'purchase', eventId: 'earlier', at, ...product });
      await track({ eventType: 'purchase', ...product });
      await once(async () => expect(await gallon()).toMatchObject({ quantity: 2, fill: true }));
      expect((await gallon())?.confidence).toBeGreaterThan(offered?.confidence ?? 1);
    });
  });
}

function open({ call }: Shopper, query: string) {
  const asked = async (path: string, json: unknown, status: number): Promise<unknown> => {
    const response = await call(path, json);
    const body: unknown = await response.json();
    expect([response.status, body]).toEqual([status, expect.anything()]);
    return body;
  };
  return {
    search: async (json: object) =>
      (await asked('/api/search/personalized', { language: 'en', ...json }, 200)) as SearchReply,
    track: (json: unknown) => asked(`/api/interactions/track${query}`, json, 202),
  };
}

const ids = ({ results }: SearchReply) => results.map(({ productId }) => productId);
const isPlantBased = ({ attributes }: SearchResult) => attributes.includes('plant-based');
const isHotChips = ({ category, attributes }: SearchResult) =>
  category === 'chips' && attributes.includes('spicy');
const meanOf = (numbers: readonly number[]) =>
  numbers.reduce((sum, one) => sum + one, 0) / Math.max(1, numbers.length);

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { firestore } from '../../shared/platform/clients.ts';
import type { SearchReply } from '../../shared/shop/index.ts';
import { type RunningButler, startButler } from './start-butler.ts';
import { tellStories } from './shop-stories.ts';

let butler: RunningButler;
beforeAll(async () => {
  butler = await startButler();
  // Only an instance's first search and event wait.
  await search('first', { query: 'milk' });
  await track('first', { eventType: 'search', query: 'milk' });
});
afterAll(() => butler.end());

const search = async (userId: string, json: object) => {
  const response = await butler.as(userId)('/api/search/personalized', { json });
  expect(response.status).toBe(200);
  return (await response.json()) as SearchReply;
};
const track = async (userId: string, json: unknown) =>
  expect((await butler.as(userId)('/api/interactions/track?durable=true', { json })).status).toBe(202);

describe('in one process', () => {
  tellStories((userId) => ({ call: (path, json) => butler.as(userId)(path, { json }) }), {
    atOnce: true,
  });
});

describe('a search', () => {
  it('of the person’s own language finds and names in it', async () => {
    const { results } = await search('russian', { query: 'овсяное молоко' });
    expect(results[0]).toMatchObject({ productId: 'oat-milk', name: 'Овсяное молоко', category: 'milk' });
  });

  it('costs one read of what was learned, and no write', async () => {
    const counts = `http://${process.env['FIRESTORE_EMULATOR_HOST'] ?? ''}/counts`;
    await track('counted', { eventType: 'click_product', productId: 'oat-milk' });
    await search('counted', { query: 'milk' });
    await vi.waitFor(async () => {
      await fetch(counts, { method: 'DELETE' });
      await search('counted', { query: 'milk' });
      const { reads, writes } = (await (await fetch(counts)).json()) as { reads: number; writes: number };
      expect([reads, writes]).toEqual([1, 0]);
    });
  });

  it('makes nobody who was not there', async () => {
    await search('stranger', { query: 'milk' });
    expect((await (await firestore()).doc('users/stranger').get()).exists).toBe(false);
  });

  it('tells another nothing of what was learned', async () => {
    await track('taster', { eventType: 'purchase', productId: 'yogurt-oat-plain' });
    const other = await search('untold', { query: 'yogurt' });
    expect(other.personalizationApplied).toBe(false);
    expect((await search('taster', { query: 'yogurt' })).personalizationApplied).toBe(true);
  });

  it('no longer goes by what was forgotten', async () => {
    await track('forgetter', { eventType: 'click_product', productId: 'oat-milk' });
    const path = '/api/v1/preferences/attribute/plant-based';
    const explained = async () => {
      const { results } = await search('forgetter', { query: 'yogurt', explain: true });
      return results.flatMap(({ reasons = [] }) => reasons.map(({ key }) => key));
    };
    expect(await explained()).toContain('attribute:plant-based');
    expect((await butler.as('forgetter')(path, { method: 'DELETE' })).status).toBe(204);
    expect(await explained()).not.toContain('attribute:plant-based');
  });
});

describe('what was learned', () => {
  const path = '/api/v1/preferences';
  const click = (userId: string) =>
    butler.as(userId)('/api/interactions/track', {
      json: { eventType: 'click_product', productId: 'oat-milk' },
    });

  it('is told at once, stored or not', async () => {
    expect(await (await click('asker')).json()).toMatchObject({ durable: false });
    const told = await (await butler.as('asker')(path)).json();
    expect(told).toMatchObject({ events: 1, learned: { item: [{ key: 'oat-milk' }] } });
  });

  it('is forgotten at once, and not learned by what was on its way', async () => {
    await click('regretter');
    const forget = await butler.as('regretter')(`${path}/item/oat-milk`, { method: 'DELETE' });
    expect(forget.status).toBe(204);
    const told = await (await butler.as('regretter')(path)).json();
    expect(told).toMatchObject({ events: 1, learned: { item: [] } });
  });
});

describe('the butler', () => {
  const buy = async (userId: string) => {
    const at = (daysAgo: number) => Date.now() - daysAgo * 24 * 3_600_000;
    for (const [index, daysAgo] of [6, 4, 2].entries()) {
      const bought = { eventType: 'purchase', productId: 'oat-milk', quantity: 2 };
      await track(userId, { ...bought, eventId: `bought-${index}`, at: at(daysAgo) });
    }
  };
  const macro = async (userId: string, phrase: string, action: string) => {
    const json = { triggerPhrases: [phrase], actionType: 'skill', action };
    const response = await butler.as(userId)('/api/v1/me/macros', { json });
    expect([response.status, await response.text()]).toEqual([201, expect.any(String)]);
  };

  it('tells what the person usually buys when asked what he knows of them', async () => {
    await buy('known');
    expect((await butler.say('known', 'Что ты обо мне знаешь?')).reply).toContain('Овсяное молоко (2)');
  });

  it('answers a plain request for what is usual, and for products', async () => {
    await buy('plain');
    expect((await butler.say('plain', 'Что я обычно покупаю?')).reply).toContain(
      '• Овсяное молоко: обычно 2',
    );
    expect((await butler.say('plain', 'Найди в магазине йогурт')).reply).toContain('Овсяный йогурт, Овсяна');
  });

  it('finds products by the skill search, and tells usual ones by the skill usual', async () => {
    await buy('skilled');
    await macro('skilled', 'к завтраку', 'search йогурт');
    await macro('skilled', 'мои покупки', 'usual');
    expect((await butler.say('skilled', 'к завтраку')).reply).toMatch(
      /в порядке вашего вкуса:\n• Овсяный йогурт, Овсяна: 99,00/u,
    );
    expect((await butler.say('skilled', 'мои покупки')).reply).toMatch(
      /• Овсяное молоко: обычно 2 шт\., примерно раз в 2 дн\./u,
    );
  });
});

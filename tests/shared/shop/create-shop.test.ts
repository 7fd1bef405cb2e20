import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  defaultRules,
  emptyState,
  learnEvent,
  type PreferenceEvent,
  preferencesRef,
  type Subject,
  unknownPopulation,
  usualItems,
  writeState,
} from '../../../shared/preferences/index.ts';
import { configureLog } from '../../../shared/platform/log.ts';
import { newPerson } from '../../../shared/person/index.ts';
import { editProfile } from '../../../shared/profile/index.ts';
import { createShop, searchRequestSchema, type ShopServices } from '../../../shared/shop/index.ts';
import { type Server, startServer } from '../../infra/local/firestore/start-server.ts';
import { createFakeCatalog, product } from './fake-catalog.ts';

afterAll(configureLog({ sink: () => undefined }));

const day = 24 * 3_600_000;
const now = Date.UTC(2026, 5, 1);
const oat = product({
  productId: 'oat-milk',
  name: { en: 'Oat milk', ru: 'Овсяное молоко' },
  category: 'milk',
  brand: 'Greenfield',
  attributes: ['plant-based'],
});
const cow = product({
  productId: 'cow-milk',
  name: { en: 'Whole milk', ru: 'Цельное молоко' },
  category: 'milk',
  brand: 'Farm',
  unit: '1 l',
});
const soyYogurt = product({
  productId: 'soy-yogurt',
  name: { en: 'Soy yogurt' },
  category: 'yogurt',
  attributes: ['plant-based'],
});
const cowYogurt = product({ productId: 'a-yogurt', name: { en: 'Dairy yogurt' }, category: 'yogurt' });
const exactYogurt = product({ productId: 'yogurt', name: { en: 'Yogurt' }, category: 'yogurt' });
const products = [oat, cow, cowYogurt, soyYogurt];

let server: Server;
let userId: string;
let people = 0;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());
beforeEach(() => {
  userId = `person-${++people}`;
});

type Done = [eventType: string, subject: Subject, daysAgo: number, more?: Partial<PreferenceEvent>];
const subjectOf = ({ productId, category, brand, attributes }: typeof oat): Subject => ({
  productId,
  category,
  brand,
  attributes,
});
const eventOf = ([eventType, , daysAgo, more]: Done): PreferenceEvent => ({
  eventType,
  at: now - daysAgo * day,
  ...more,
});

async function store(...events: Done[]): Promise<void> {
  const state = emptyState(defaultRules);
  for (const done of events) learnEvent(state, eventOf(done), done[1], defaultRules);
  const usual = usualItems(state.history, defaultRules, now).map(({ productId, confidence }) => ({
    productId,
    name: products.find((one) => one.productId === productId)?.name ?? {},
    confidence,
  }));
  await preferencesRef(server.firestore, userId).set({
    ...writeState(state),
    usualItems: usual,
    updatedAt: now,
  });
}

function build(given: Partial<ShopServices> = {}, sold = products) {
  const { catalog, asked } = createFakeCatalog(sold);
  const services: ShopServices = {
    firestore: () => Promise.resolve(server.firestore),
    people: { profile: () => Promise.resolve(undefined) },
    catalog,
    rules: { current: () => ({ rules: defaultRules }), ready: () => Promise.resolve() },
    population: { current: () => unknownPopulation },
    pending: () => [],
    personalization: true,
    clock: () => now,
    ...given,
  };
  const shop = createShop(services);
  const search = (request: object) => shop.search(userId, searchRequestSchema.parse(request));
  const order = async (request: object) => (await search(request)).results.map(({ productId }) => productId);
  return { shop, search, order, asked };
}

describe('a search', () => {
  it('leads with what a click on another product speaks for', async () => {
    expect(await build().order({ query: 'yogurt' })).toEqual(['a-yogurt', 'soy-yogurt']);
    await store(['click_product', subjectOf(oat), 0]);
    const { results, personalizationApplied } = await build().search({ query: 'yogurt', explain: true });
    expect(personalizationApplied).toBe(true);
    expect(results[0]).toMatchObject({
      productId: 'soy-yogurt',
      reasons: [{ key: 'attribute:plant-based' }],
    });
    expect(results[0]?.personalizationScore).toBeGreaterThan(0);
  });

  it('takes in what this process has learned and not yet stored', async () => {
    const click: Done = ['click_product', subjectOf(oat), 0];
    const pending = () => [{ event: eventOf(click), subject: click[1] }];
    expect(await build({ pending }).order({ query: 'yogurt' })).toEqual(['soy-yogurt', 'a-yogurt']);
  });

  it('asks for what is not in the document that it read', async () => {
    await store(['click_product', subjectOf(oat), 1]);
    const asked: unknown[] = [];
    const pending = (...given: unknown[]) => (asked.push(given), []);
    await build({ pending }).search({ query: 'milk' });
    expect(asked).toEqual([[userId, now]]);
  });

  it('shows what was scrolled past lower, and shows it', async () => {
    const scrolled = Array.from({ length: 5 }, (): Done => [
      'displayed_but_scrolled',
      subjectOf(cowYogurt),
      0,
    ]);
    await store(...scrolled);
    expect(await build().order({ query: 'yogurt' })).toEqual(['soy-yogurt', 'a-yogurt']);
  });

  it('does not bury an exact match', async () => {
    await store(...Array.from({ length: 30 }, (): Done => ['purchase', subjectOf(soyYogurt), 3]));
    const more = Array.from({ length: 20 }, (_, index) =>
      product({
        productId: `soy-yogurt-${index}`,
        name: { en: `Soy yogurt ${index}` },
        category: 'yogurt',
        attributes: ['plant-based'],
      }),
    );
    const order = await build({}, [...more, soyYogurt, exactYogurt]).order({ query: 'yogurt' });
    expect(order.indexOf('yogurt')).toBeLessThan(defaultRules.rank.exactWithin);
  });

  it.each([
    ['personalization is off', { personalization: false }, {}],
    ['it is asked to leave the person out', {}, { personalize: false }],
    ['the store does not answer', { firestore: () => Promise.reject(new Error('down')) }, {}],
    ['nothing is known of the person', {}, {}],
  ])('is ranked by its text where %s', async (why, services, request) => {
    if (!why.startsWith('nothing')) await store(['purchase', subjectOf(soyYogurt), 1]);
    const { results, personalizationApplied } = await build(services, [exactYogurt, ...products]).search({
      query: 'yogurt',
      ...request,
    });
    expect(personalizationApplied).toBe(false);
    expect(results.map(({ productId }) => productId)).toEqual(['yogurt', 'a-yogurt', 'soy-yogurt']);
    expect(results.map(({ personalizationScore }) => personalizationScore)).toEqual([0, 0, 0]);
    expect(results.map(({ badges }) => badges)).toEqual([[], [], []]);
  });

  it('waits a second for the store at most', async () => {
    vi.useFakeTimers();
    try {
      const hanging = build({ firestore: () => new Promise(() => undefined) }).search({ query: 'milk' });
      await vi.advanceTimersByTimeAsync(1000);
      expect((await hanging).personalizationApplied).toBe(false);
    } finally {
      vi.useRealTimers();
    }
  });

  it('without a query browses by what the person is drawn to', async () => {
    await store(
      ['purchase', subjectOf(soyYogurt), 20],
      ['purchase', subjectOf(soyYogurt), 10],
      ['click_product', subjectOf(oat), 2],
    );
    const { order, asked } = build();
    expect((await order({})).slice(0, 2)).toEqual(['soy-yogurt', 'oat-milk']);
    expect(asked).toMatchObject([
      { near: { productIds: ['soy-yogurt', 'oat-milk'], attributes: ['plant-based'] }, limit: 200 },
    ]);
  });

  it('without a query offers somebody new what people take most', async () => {
    const item = new Map([
      ['a-yogurt', 0.01],
      ['soy-yogurt', 0.3],
    ]);
    const current = () => ({ ...unknownPopulation, rates: { ...unknownPopulation.rates, item } });
    const { search, asked } = build({ population: { current } });
    const { personalizationApplied } = await search({});
    expect(personalizationApplied).toBe(false);
    expect(asked).toMatchObject([{ near: { productIds: ['soy-yogurt', 'a-yogurt'] } }]);
  });

  it('passes filters on and gives no more than was asked for', async () => {
    const { search, asked } = build();
    const { results } = await search({ query: 'milk', limit: 1, filters: { category: 'milk' } });
    expect(results).toHaveLength(1);
    expect(asked).toEqual([{ query: 'milk', limit: 200, filters: { category: 'milk' } }]);
  });

  it('names products in the language asked for, the profile’s, or the query’s', async () => {
    const first = async (request: object, given: Partial<ShopServices> = {}) =>
      (await build(given).search(request)).results[0]?.name;
    const profile = { ...newPerson(userId, now, { language: 'en' }).profile, epoch: 0 };
    const english = { people: { profile: () => Promise.resolve(profile) } };
    expect(await first({ query: 'овсяное' })).toBe('Овсяное молоко');
    expect(await first({ query: 'oat' })).toBe('Oat milk');
    expect(await first({ query: 'овсяное' }, english)).toBe('Oat milk');
    expect(await first({ query: 'oat', language: 'ru' }, english)).toBe('Овсяное молоко');
    expect(await first({ query: 'soy yogurt', language: 'ru' })).toBe('Soy yogurt');
  });

  it('names products in the query’s language for someone met who has said nothing of themselves', async () => {
    const first = async (query: string, { profile } = newPerson(userId, now)) => {
      const people = { profile: () => Promise.resolve({ ...profile, epoch: 0 }) };
      return (await build({ people }).search({ query })).results[0]?.name;
    };
    expect(await first('oat')).toBe('Oat milk');
    expect(await first('овсяное')).toBe('Овсяное молоко');
    const { profile, ...rest } = newPerson(userId, now);
    const russian = {
      ...rest,
      profile: { ...profile, ...editProfile(profile, { language: 'ru' }, now + 1) },
    };
    expect(await first('oat', russian)).toBe('Овсяное молоко');
  });

  it('offers the usual quantity, and fills it in once it is sure', async () => {
    await store(['add_to_cart', subjectOf(cow), 8, { quantity: 2 }]);
    const once = (await build().search({ query: 'whole milk' })).results[0];
    expect(once).toMatchObject({
      suggestedQuantity: { quantity: 2, fill: false },
      unit: '1 l',
      brand: 'Farm',
    });
    await store(
      ['add_to_cart', subjectOf(cow), 8, { quantity: 2 }],
      ['purchase', subjectOf(cow), 8, { quantity: 2 }],
      ['purchase', subjectOf(cow), 1, { quantity: 2 }],
    );
    const again = (await build().search({ query: 'whole milk' })).results[0];
    expect(again).toMatchObject({
      suggestedQuantity: { quantity: 2, fill: true },
      badges: ['usual', 'matches_taste'],
    });
    expect(again?.suggestedQuantity?.confidence).toBeGreaterThan(once?.suggestedQuantity?.confidence ?? 1);
  });
});

describe('what is known of a taste', () => {
  const bought: Done[] = [28, 21, 14, 7].map((ago) => ['purchase', subjectOf(oat), ago, { quantity: 2 }]);

  it('is what is bought again and again, with its quantity, and what stands out', async () => {
    await store(...bought);
    expect(await build().shop.known(userId, 0, 'en')).toEqual({
      buys: [{ name: 'Oat milk', quantity: 2 }],
      likes: expect.arrayContaining(['plant-based']) as string[],
    });
    expect(await build().shop.known(userId, 0, 'ru')).toMatchObject({
      buys: [{ name: 'Овсяное молоко' }],
      likes: expect.arrayContaining(['растительное']) as string[],
    });
  });

  it('is read once a minute, and anew for another epoch or after a drop', async () => {
    let later = 0;
    const { shop } = build({ clock: () => now + later });
    expect(await shop.known(userId, 1, 'en')).toBeUndefined();
    await store(...bought);
    expect(await shop.known(userId, 1, 'en')).toBeUndefined();
    expect(await shop.known(userId, 2, 'en')).toBeDefined();
    await preferencesRef(server.firestore, userId).delete();
    later = 30_000;
    expect(await shop.known(userId, 2, 'en')).toBeDefined();
    shop.drop(userId);
    expect(await shop.known(userId, 2, 'en')).toBeUndefined();
  });

  it('lists usual items, those that are due first', async () => {
    await store(
      ...bought,
      ['purchase', subjectOf(cow), 3],
      ['purchase', subjectOf(cow), 2],
      ['purchase', subjectOf(cow), 1.1],
    );
    const [first] = await build().shop.usual(userId, 'en');
    expect(first).toMatchObject({
      productId: 'oat-milk',
      quantity: 2,
      intervalMs: 7 * day,
      lastAt: now - 7 * day,
    });
    expect(first?.due).toBeGreaterThan(0);
  });

  it('is nothing where personalization is off', async () => {
    await store(...bought);
    const { shop } = build({ personalization: false });
    expect([await shop.known(userId, 0, 'en'), await shop.usual(userId, 'en')]).toEqual([undefined, []]);
  });
});

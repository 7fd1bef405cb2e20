import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { Firestore } from '@google-cloud/firestore';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createCatalogSearch,
  createProducts,
  importCatalog,
  type Product,
  type Synonyms,
} from '../../../shared/catalog/index.ts';
import { type Server, startServer } from '../../infra/local/firestore/start-server.ts';
import { makeProduct } from './make-product.ts';
import { describeCatalogSearch } from './search-contract.ts';

let server: Server;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

/** Begins with these products alone. */
async function fill(products: readonly Product[]): Promise<void> {
  await server.firestore.doc('config/catalog').delete();
  await importCatalog({ firestore: server.firestore }, products);
}

describeCatalogSearch('a catalog in memory', async (products, synonyms) => {
  await fill(products);
  return createCatalogSearch({
    firestore: () => Promise.resolve(server.firestore),
    synonyms: () => synonyms,
  });
});

/** A search whose clock and reads are in the test's hands. */
function open(synonyms: () => Synonyms = () => []) {
  const state = { now: 1_000_000, opened: 0 };
  const search = createCatalogSearch({
    firestore: () => {
      state.opened += 1;
      return Promise.resolve(server.firestore);
    },
    synonyms,
    clock: () => state.now,
  });
  const find = async (query: string) =>
    (await search.search({ query, limit: 10 })).map(({ productId }) => productId);
  return { state, search, find };
}

it('searches that come at once wait for one load', async () => {
  await fill([makeProduct('apple'), makeProduct('pear')]);
  const { state, find } = open();
  expect(await Promise.all([find('apple'), find('pear'), find('apple')])).toEqual([
    ['apple'],
    ['pear'],
    ['apple'],
  ]);
  expect(state.opened).toBe(1);
});

it('a newer catalog is found behind the scenes, at most every half minute, and nobody waits for it', async () => {
  await fill([makeProduct('apple')]);
  const { state, search, find } = open();
  expect(await find('plum')).toEqual([]);
  const before = search.version();
  await importCatalog({ firestore: server.firestore }, [makeProduct('plum')]);
  state.now += 29_000;
  expect(await find('plum')).toEqual([]);
  expect(state.opened).toBe(1);
  state.now += 1000;
  expect(await find('plum')).toEqual([]);
  await expect.poll(() => search.version()).not.toBe(before);
  expect(await find('plum')).toEqual(['plum']);
  expect(search.product('plum')).toBeDefined();
});

it('before the first import the catalog is empty', async () => {
  await server.firestore.doc('config/catalog').delete();
  const { find, search } = open();
  expect(await find('apple')).toEqual([]);
  expect(await search.browse({ limit: 5 })).toEqual([]);
});

it('a search that cannot load the catalog fails, and the next one tries again', async () => {
  await fill([makeProduct('apple')]);
  let isUp = false;
  const search = createCatalogSearch({
    firestore: () => (isUp ? Promise.resolve(server.firestore) : Promise.reject(new Error('down'))),
  });
  await expect(search.ready()).rejects.toMatchObject({ code: 'unavailable' });
  await expect(search.search({ query: 'apple', limit: 1 })).rejects.toMatchObject({ code: 'unavailable' });
  isUp = true;
  await search.ready();
  expect(await search.search({ query: 'apple', limit: 1 })).toHaveLength(1);
});

it('a store that never answers keeps nobody waiting for long', async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const firestore = new Firestore({ projectId: 'demo', host: '127.0.0.1', port, ssl: false });
  const search = createCatalogSearch({ firestore: () => Promise.resolve(firestore), patienceMs: 50 });
  await expect(search.search({ query: 'apple', limit: 1 })).rejects.toMatchObject({ code: 'unavailable' });
  for (const socket of sockets) socket.destroy();
  silent.close();
});

it('synonyms count from the moment the rules have them', async () => {
  await fill([makeProduct('aubergine')]);
  let synonyms: Synonyms = [];
  const { find } = open(() => synonyms);
  expect(await find('eggplant')).toEqual([]);
  synonyms = [['eggplant', 'aubergine']];
  expect(await find('eggplant')).toEqual(['aubergine']);
});

it('a word typed in the other keyboard layout is understood', async () => {
  await fill([makeProduct('milk', { name: { ru: 'Молоко', en: 'Milk' } })]);
  const { find } = open();
  expect(await find('vjkjrj')).toEqual(['milk']);
  expect(await find('ьшдл')).toEqual(['milk']);
});

it('a product is looked up once, and one that there is none of is remembered for a moment', async () => {
  await fill([makeProduct('apple')]);
  let opened = 0;
  let now = 0;
  const products = createProducts({
    firestore: () => {
      opened += 1;
      return Promise.resolve(server.firestore);
    },
    clock: () => now,
  });
  expect(await products.find('apple')).toEqual(makeProduct('apple'));
  await products.find('apple');
  expect(opened).toBe(1);
  expect(await products.find('fig')).toBeUndefined();
  expect(await products.find('fig')).toBeUndefined();
  expect(opened).toBe(2);
  await importCatalog({ firestore: server.firestore }, [makeProduct('fig')]);
  now += 60_000;
  expect(await products.find('fig')).toBeDefined();
  for (const id of ['', '..', 'a/b', '__x__', 'x'.repeat(200)])
    expect(await products.find(id)).toBeUndefined();
});

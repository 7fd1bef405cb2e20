import { expect, it } from 'vitest';
import { type CacheOptions, createCache } from '../../../shared/platform/cache.ts';
import { registry } from '../../../shared/platform/metrics.ts';

let now = 0;
const cacheOf = (options: Partial<CacheOptions> = {}) =>
  createCache<string>({ name: 'test', ttlMs: 1000, max: 3, clock: () => now, ...options });

/** Loads that end when the test says so. */
function fakeLoads() {
  const waiting: PromiseWithResolvers<string | undefined>[] = [];
  return {
    waiting,
    load: () => {
      const one = Promise.withResolvers<string | undefined>();
      waiting.push(one);
      return one.promise;
    },
  };
}

/** What the cache answers without loading, or `miss`. */
const held = (cache: ReturnType<typeof cacheOf>, key: string) =>
  cache.get(key, () => Promise.reject(new Error('miss'))).catch(() => 'miss');

it('loads once and then answers from memory until the time is up', async () => {
  const cache = cacheOf();
  expect(await cache.get('a', () => Promise.resolve('one'))).toBe('one');
  now += 999;
  expect(await held(cache, 'a')).toBe('one');
  now += 1;
  expect(await cache.get('a', () => Promise.resolve('two'))).toBe('two');
});

it('shares one load among callers that miss at once', async () => {
  const cache = cacheOf();
  const { load, waiting } = fakeLoads();
  const answers = Promise.all([cache.get('a', load), cache.get('a', load), cache.get('a', load)]);
  expect(waiting).toHaveLength(1);
  waiting[0]!.resolve('one');
  expect(await answers).toEqual(['one', 'one', 'one']);
});

it('tells every caller of a failed load and does not keep the failure', async () => {
  const cache = cacheOf();
  const { load, waiting } = fakeLoads();
  const answers = [cache.get('a', load), cache.get('a', load)];
  waiting[0]!.reject(new Error('no route'));
  for (const answer of answers) await expect(answer).rejects.toThrow('no route');
  expect(await cache.get('a', () => Promise.resolve('one'))).toBe('one');
});

it('does not keep what a load found when the key was written meanwhile', async () => {
  const cache = cacheOf();
  const { load, waiting } = fakeLoads();
  const answer = cache.get('a', load);
  cache.set('a', 'written');
  waiting[0]!.resolve('read before');
  expect(await answer).toBe('read before');
  expect(await held(cache, 'a')).toBe('written');
});

it('does not let a reader join a load that a delete overtook', async () => {
  const cache = cacheOf();
  const { load, waiting } = fakeLoads();
  const drops = [() => cache.delete('u/a'), () => cache.deletePrefix('u/'), () => cache.clear()];
  for (const drop of drops) {
    waiting.length = 0;
    const before = cache.get('u/a', load);
    drop();
    const after = cache.get('u/a', load);
    waiting[1]!.resolve('new');
    expect(await after).toBe('new');
    waiting[0]!.resolve('old');
    expect(await before).toBe('old');
    expect(await held(cache, 'u/a')).toBe('new');
    cache.clear();
  }
});

it('remembers that there is none only where asked', async () => {
  const none = () => Promise.resolve(undefined);
  const plain = cacheOf();
  await plain.get('a', none);
  expect(await held(plain, 'a')).toBe('miss');
  const negative = cacheOf({ negativeTtlMs: 10 });
  await negative.get('a', none);
  expect(await held(negative, 'a')).toBeUndefined();
  now += 10;
  expect(await held(negative, 'a')).toBe('miss');
});

it('lets the least recently used entry go when it is full', async () => {
  const cache = cacheOf();
  for (const key of ['a', 'b', 'c']) cache.set(key, key);
  await held(cache, 'a');
  cache.set('d', 'd');
  expect(await held(cache, 'b')).toBe('miss');
  expect([await held(cache, 'a'), await held(cache, 'c'), await held(cache, 'd')]).toEqual(['a', 'c', 'd']);
});

it('drops all of one person and nothing of another', async () => {
  const cache = cacheOf();
  cache.set('ann/profile', 'a');
  cache.set('ann/macros', 'a');
  cache.set('annabel/profile', 'b');
  cache.deletePrefix('ann/');
  expect(await held(cache, 'ann/profile')).toBe('miss');
  expect(await held(cache, 'ann/macros')).toBe('miss');
  expect(await held(cache, 'annabel/profile')).toBe('b');
});

it('counts hits and misses under its name', async () => {
  const cache = cacheOf({ name: 'counted' });
  for (let i = 0; i < 4; i += 1) await cache.get('a', () => Promise.resolve('one'));
  const text = await registry.metrics();
  expect(text).toContain('cache_hits_total{cache="counted"} 3');
  expect(text).toContain('cache_misses_total{cache="counted"} 1');
});

import { expect, it } from 'vitest';
import { createEpochCache } from '../../../shared/platform/epoch-cache.ts';

function build() {
  let now = 0;
  let loads = 0;
  const cache = createEpochCache<string>({ name: 'epoch_cache_test', ttlMs: 1000, clock: () => now });
  const read = (epoch: number, value?: string) =>
    cache.get('ann/a', epoch, () => {
      loads += 1;
      return Promise.resolve(value);
    });
  return { cache, read, loads: () => loads, later: (ms: number) => (now += ms) };
}

it('holds what was loaded, and that there is none, for the same epoch', async () => {
  const { read, loads } = build();
  expect([await read(1), await read(1, 'made since')]).toEqual([undefined, undefined]);
  expect(loads()).toBe(1);
});

it('loads anew for another epoch, once the time is over, and after a drop', async () => {
  const { cache, read, later } = build();
  expect(await read(1, 'one')).toBe('one');
  expect(await read(2, 'two')).toBe('two');
  later(1001);
  expect(await read(2, 'three')).toBe('three');
  cache.deletePrefix('ann/');
  expect(await read(2, 'four')).toBe('four');
  cache.delete('ann/a');
  expect(await read(2, 'five')).toBe('five');
});

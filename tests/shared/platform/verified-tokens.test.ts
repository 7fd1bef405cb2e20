import { expect, it } from 'vitest';
import { createVerifiedTokens } from '../../../shared/platform/verified-tokens.ts';

it('a token is known for a minute, and no longer than it holds', () => {
  let now = 1_000_000;
  const tokens = createVerifiedTokens<string>(() => now);
  tokens.keep('long', 'ann', 9000);
  tokens.keep('short', 'bob', 1010);
  tokens.keep('endless', 'eve', undefined);
  expect([tokens.get('long'), tokens.get('short'), tokens.get('endless')]).toEqual(['ann', 'bob', undefined]);
  now += 10_000;
  expect([tokens.get('long'), tokens.get('short')]).toEqual(['ann', undefined]);
  now += 50_000;
  expect(tokens.get('long')).toBeUndefined();
});

it('so many are known, and the oldest go first', () => {
  const tokens = createVerifiedTokens<number>(() => 0);
  for (let n = 0; n < 5001; n++) tokens.keep(`t${n}`, n, 100);
  expect([tokens.get('t0'), tokens.get('t1'), tokens.get('t5000')]).toEqual([undefined, 1, 5000]);
});

import { expect, test } from 'vitest';
import { guessQuantities, precision } from './measure-usual.ts';

const dayS = 86_400;
const buy = (day: number, quantity: number, userId = 'ann') => ({
  at: 1_780_000_000 + day * dayS,
  userId,
  productId: 'milk',
  quantity,
});

test('a purchase is guessed from those before it alone', () => {
  const guesses = guessQuantities([buy(0, 2), buy(7, 2), buy(14, 3), buy(15, 2, 'bob')]);
  expect(guesses.map(({ quantity, actual, purchases }) => [quantity, actual, purchases])).toEqual([
    [2, 2, 1],
    [2, 3, 2],
  ]);
});

test('precision is the share of right guesses', () => {
  const guess = { at: 0, purchases: 2, quantity: 2, confidence: 0.5, usual: true };
  const { guesses, share, low, high } = precision([
    { ...guess, actual: 2 },
    { ...guess, actual: 1 },
  ]);
  expect([guesses, share]).toEqual([2, 0.5]);
  expect(low).toBeLessThan(0.5);
  expect(high).toBeGreaterThan(0.5);
});

import { expect, test } from 'vitest';
import { cosine, quantize } from '../../../shared/recall/quantize.ts';
import { fuseScores } from '../../../shared/recall/fuse-scores.ts';

const order = (hits: { position: number }[]) => hits.map(({ position }) => position);

test('what words and meaning agree on comes first', () => {
  const words = [
    { position: 1, score: 10 },
    { position: 2, score: 9 },
  ];
  const meaning = [
    { position: 2, score: 0.8 },
    { position: 3, score: 0.3 },
    { position: 4, score: 0.1 },
  ];
  expect(order(fuseScores(words, meaning, 0.5)).slice(0, 2)).toEqual([2, 1]);
});

test('either side may be empty', () => {
  const hits = [{ position: 7, score: 3 }];
  expect(order(fuseScores(hits, [], 0.5))).toEqual([7]);
  expect(order(fuseScores([], hits, 0.5))).toEqual([7]);
  expect(fuseScores([], [], 0.5)).toEqual([]);
});

test('a byte a dimension keeps the cosine to a hundredth', () => {
  const a = Array.from({ length: 384 }, (_, index) => Math.sin(index * 1.3));
  const b = Array.from({ length: 384 }, (_, index) => Math.sin(index * 1.3) + Math.cos(index * index));
  const exact =
    a.reduce((sum, value, index) => sum + value * b[index]!, 0) /
    Math.sqrt(a.reduce((sum, value) => sum + value ** 2, 0) * b.reduce((sum, value) => sum + value ** 2, 0));
  const stored = new Int8Array(quantize(b).buffer);
  expect(Math.abs(cosine(a, stored, 0) - exact)).toBeLessThan(0.01);
  expect(cosine(a, new Int8Array(384), 0)).toBe(0);
});

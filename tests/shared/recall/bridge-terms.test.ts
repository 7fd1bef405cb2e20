import { expect, test } from 'vitest';
import { bridgeTerms } from '../../../shared/recall/bridge-terms.ts';
import { layOut } from '../../../shared/recall/corpus.ts';
import { openWindow } from '../../../shared/recall/open-segment.ts';
import { tokenize } from '../../../shared/recall/tokenize.ts';
import { makeSnippet } from './make-snippet.ts';

const bridge = (asked: string, said: string, worth = 0.6) =>
  bridgeTerms(
    new Map(tokenize(asked).map((stem) => [stem, 1])),
    layOut([openWindow([makeSnippet(said)])]),
    worth,
  );

test('a verb finds its kin with another prefix or inside', () => {
  expect(bridge('пообещала', 'обещала доску').get(tokenize('обещала')[0]!)).toBe(0.6);
  expect(bridge('обещала', 'пообещала доску').get(tokenize('пообещала')[0]!)).toBe(0.6);
  expect(bridge('успокоиться', 'так успокаивает').size).toBe(2);
});

test('a word that was said needs no kin', () => {
  expect([...bridge('обещала', 'обещала и пообещала').keys()]).toEqual(tokenize('обещала'));
});

test('words that only begin alike are no kin', () => {
  expect(bridge('кошка', 'кошмарное кощунство').size).toBe(1);
  expect(bridge('успокоиться', 'так успокаивает', 0).size).toBe(1);
});

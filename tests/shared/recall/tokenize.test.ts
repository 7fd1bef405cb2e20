import { describe, expect, test } from 'vitest';
import { tokenize } from '../../../shared/recall/tokenize.ts';

describe('tokenize', () => {
  test('forms of a Russian word share a stem, and ё is е', () => {
    expect(tokenize('собака собаки собаку собакой')).toEqual(Array(4).fill(tokenize('собака')[0]));
    expect(tokenize('Ёлка, ЁЛКИ')).toEqual(tokenize('елка елки'));
  });

  test('forms of an English word share a stem', () => {
    expect(new Set(tokenize('painting painted paints paint')).size).toBe(1);
  });

  test('irregular forms come to their word in both languages', () => {
    expect(tokenize('went')).toEqual(tokenize('gone'));
    expect(tokenize('bought')).toEqual(tokenize('buy'));
    expect(tokenize('поехали')).toEqual(tokenize('ездить'));
    expect(tokenize('дети')).toEqual(tokenize('ребёнок'));
  });

  test('each script has its own stemmer in one text', () => {
    expect(tokenize('Купил новые кроссовки для running')).toEqual([
      ...tokenize('купил'),
      ...tokenize('новые'),
      ...tokenize('кроссовки'),
      'run',
    ]);
  });

  test('words that only ask or join are left out in both languages', () => {
    expect(tokenize('Когда это было у меня и почему?')).toEqual([]);
    expect(tokenize('When did you tell me that?')).toEqual([]);
  });

  test('numbers stay', () => {
    expect(tokenize('Код домофона 4517, в 7:30')).toEqual(expect.arrayContaining(['4517', '7', '30']));
  });

  test('apostrophes and possessives make no words of their own', () => {
    expect(tokenize("Anna’s piano, Anna's pianos")).toEqual([
      ...tokenize('Anna piano'),
      ...tokenize('Anna piano'),
    ]);
    expect(tokenize("I don't")).toEqual([]);
  });

  test('composed and decomposed letters are the same', () => {
    expect(tokenize('чай'.normalize('NFD'))).toEqual(tokenize('чай'));
  });

  test('without stemming words stay as they are', () => {
    expect(tokenize('собаки paints', { stem: false })).toEqual(['собаки', 'paints']);
  });
});

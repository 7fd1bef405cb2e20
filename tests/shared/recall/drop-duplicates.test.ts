import { expect, test } from 'vitest';
import { dropDuplicates } from '../../../shared/recall/drop-duplicates.ts';

const drop = (...texts: string[]) => dropDuplicates(texts, (text) => text, 3, 0.8);

test('the better of two nearly equal texts stays', () => {
  expect(drop('Люблю чай!', 'люблю чай', 'кофе')).toEqual(['Люблю чай!', 'кофе']);
});

test('the same words in another order say another thing', () => {
  expect(drop('Аня любит Олю', 'Олю любит Аня')).toHaveLength(2);
});

test('no more than asked for are kept', () => {
  expect(drop('а', 'б', 'в', 'г')).toHaveLength(3);
});

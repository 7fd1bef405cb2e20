import { expect, test } from 'vitest';
import { tellUnit } from '../../../shared/reply/tell-unit.ts';

test.each([
  ['1 l', '1 л'],
  ['0.5 l', '0,5 л'],
  ['180 g', '180 г'],
  ['250 ml', '250 мл'],
  ['10 pcs', '10 шт.'],
  ['1 gallon', '1 галл.'],
  ['6 x 330 ml', '6 x 330 мл'],
  ['kg', 'кг'],
  ['1 basket', '1 basket'],
  ['constructor', 'constructor'],
])('what is sold by %s is sold in Russian by %s', (unit, russian) => {
  expect(tellUnit(unit, 'ru')).toBe(russian);
  expect(tellUnit(unit, 'en')).toBe(unit);
});

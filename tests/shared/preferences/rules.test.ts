import { expect, test } from 'vitest';
import { defaultRules, isKnownEvent, rulesSchema, weightOf } from '../../../shared/preferences/index.ts';

test('what a rule does not say has its default', () => {
  const rules = rulesSchema.parse({ weights: { click_product: 0.3, share: 0.2 }, boosts: { brand: 1 } });
  expect(rules.weights).toMatchObject({ click_product: 0.3, share: 0.2, purchase: 1 });
  expect(rules.boosts).toEqual({ ...defaultRules.boosts, brand: 1 });
});

test('an unknown rule is refused with its place', () => {
  const { error } = rulesSchema.safeParse({ usual: { bagde: 1 } });
  expect(error?.issues[0]).toMatchObject({ code: 'unrecognized_keys', path: ['usual'], keys: ['bagde'] });
});

test('a half-life that would leave the range of numbers is refused', () => {
  expect(rulesSchema.safeParse({ halfLifeDays: { item: { minus: 1 } } }).success).toBe(false);
});

test('events are known by themselves or by the rules', () => {
  expect(isKnownEvent(defaultRules, 'dwell')).toBe(true);
  expect(isKnownEvent(defaultRules, 'share')).toBe(false);
  expect(isKnownEvent(defaultRules, 'constructor')).toBe(false);
  expect(isKnownEvent(rulesSchema.parse({ weights: { share: 0.2 } }), 'share')).toBe(true);
});

test('an event that no rule names weighs nothing', () => {
  expect(weightOf(defaultRules, { eventType: 'constructor' })).toBe(0);
  expect(weightOf(defaultRules, { eventType: 'rate' })).toBe(0);
});

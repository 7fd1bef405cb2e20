import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../../../infra/local/pubsub/filter.ts';

const attributes = { kind: 'order', city: 'Berlin "Mitte"', empty: '' };

describe('a filter', () => {
  it.each([
    ['', true],
    ['attributes:kind', true],
    ['attributes:absent', false],
    ['attributes:empty', true],
    ['attributes.kind = "order"', true],
    ['attributes.kind="orders"', false],
    ['attributes.kind != "orders"', true],
    ['attributes.absent != "x"', true],
    ['attributes."kind" = "order"', true],
    ['attributes.city = "Berlin \\"Mitte\\""', true],
    ['hasPrefix(attributes.kind, "or")', true],
    ['hasPrefix(attributes.absent, "")', false],
    ['NOT attributes:kind', false],
    ['-attributes:absent', true],
    ['attributes:kind AND attributes:absent', false],
    ['attributes:kind OR attributes:absent', true],
    ['attributes:kind AND (attributes:absent OR attributes.kind = "order")', true],
    ['NOT (attributes:kind AND attributes:absent)', true],
  ])('%s is %s', (filter, expected) => {
    expect(parseFilter(filter)(attributes)).toBe(expected);
  });

  it.each([
    'attributes',
    'attributes.kind',
    'attributes.kind = order',
    'attributes.kind ~ "x"',
    'kind = "order"',
    'attributes:kind AND attributes:a OR attributes:b',
    '(attributes:kind',
    'attributes:kind)',
    'attributes:kind attributes:city',
    'hasPrefix(attributes.kind)',
    `attributes.kind = "${'x'.repeat(256)}"`,
  ])('%s is refused', (filter) => {
    expect(() => parseFilter(filter)).toThrow();
  });
});

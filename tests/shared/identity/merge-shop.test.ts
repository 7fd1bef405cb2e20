import { describe, expect, it } from 'vitest';
import { cartDocumentSchema, changeCart, emptyCart, replaceCart } from '../../../shared/cart/index.ts';
import { mergeDocument } from '../../../shared/identity/merge-document.ts';
import {
  defaultRules,
  emptyState,
  learnEvent,
  storedPreferencesSchema,
  writeState,
} from '../../../shared/preferences/index.ts';

const now = Date.UTC(2026, 8, 1);
const place = { epoch: 1, recallRevision: 0, now };

function learned(...productIds: string[]) {
  const state = emptyState(defaultRules);
  for (const productId of productIds)
    learnEvent(state, { eventType: 'purchase', at: now }, { productId, category: 'milk' }, defaultRules);
  const usualItems = productIds.map((productId) => ({ productId, name: { en: productId }, confidence: 0.6 }));
  const stored = { ...writeState(state), usualItems, events: productIds.length, updatedAt: now };
  return storedPreferencesSchema.parse(stored);
}

describe('preferences of two who are one', () => {
  const merge = (from: object, into: object | undefined) =>
    mergeDocument('state/preferences', from, into, place);

  it('hold what both learned, once, however often they are merged', () => {
    const merged = merge(learned('oat'), learned('rye', 'oat'));
    const both = learned('oat', 'rye', 'oat');
    expect(merged).toMatchObject({ evidence: both.evidence, events: 3, updatedAt: now + 1 });
    expect(merged?.['usualItems']).toHaveLength(2);
    expect(merge(learned('oat'), merged)).toBeUndefined();
    const copied = merge(learned('oat'), undefined);
    expect(copied).toMatchObject({ evidence: learned('oat').evidence });
    expect(merge(learned('oat'), copied)).toBeUndefined();
  });

  it('stay those of the person who lives on where sums do not add up', () => {
    const { halfLives } = learned();
    const other = { ...learned('oat'), halfLives: { ...halfLives, item: { plus: 9, minus: 9 } } };
    expect(merge(other, learned('rye'))).toMatchObject({ evidence: learned('rye').evidence, events: 2 });
  });
});

describe('carts of two who are one', () => {
  const cart = (...productIds: string[]) => {
    const made = emptyCart(now);
    for (const productId of productIds) changeCart(made, { productId, at: now - 5, pieces: 2 });
    return made;
  };
  const merge = (from: object, into: object | undefined) => mergeDocument('state/cart', from, into, place);

  it('hold what either has, as the person who lives on has it', () => {
    const into = cart('rye', 'gone');
    changeCart(into, { productId: 'gone', at: now, pieces: undefined });
    const merged = cartDocumentSchema.parse(merge(cart('rye', 'oat', 'gone'), into));
    expect(Object.keys(merged.items).sort()).toEqual(['gone', 'oat', 'rye']);
    expect(merged.items['gone']?.quantity).toBe(0);
    expect(merge(cart('rye', 'oat', 'gone'), merged)).toBeUndefined();
  });

  it('a cart that was replaced since stays', () => {
    const into = cart();
    replaceCart(into, [], now + 1);
    expect(merge(cart('oat'), into)).toBeUndefined();
  });
});

it('events that either told have no effect again', () => {
  const day = (...ids: number[]) => ({
    day: '2026-09-01',
    ids: Buffer.concat(ids.map((id) => Buffer.alloc(12, id))),
    count: ids.length,
  });
  const merge = (from: object, into: object | undefined) =>
    mergeDocument('seen/2026-09-01', from, into, place);
  const merged = merge(day(1, 2), day(2, 3));
  expect(merged).toEqual(day(2, 3, 1));
  expect(merge(day(1, 2), merged)).toBeUndefined();
});

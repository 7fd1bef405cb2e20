import fc from 'fast-check';
import { expect, it } from 'vitest';
import { changedFields } from '../../../shared/events/changed-fields.ts';

/** The document after an update of these fields, as the store makes it. */
function update(document: object, fields: Record<string, unknown>): unknown {
  const updated = structuredClone(document) as Record<string, unknown>;
  for (const [path, value] of Object.entries(fields)) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    let place = updated;
    for (const name of names) place = (place[name] ??= {}) as Record<string, unknown>;
    place[last] = value;
  }
  return updated;
}

const key = fc.constantFrom('milk', 'oat milk', 'овсянка', 'a.b', 'x`y', 'constructor');
const sums = fc.record({ plus: fc.nat(3), minus: fc.nat(3) });
const kinds = (value: fc.Arbitrary<unknown>) => {
  const map = fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true });
  return fc.record({ item: map, brand: map }, { noNullPrototype: true });
};
const document = fc.record(
  {
    evidence: kinds(sums),
    forgotten: kinds(fc.nat(3)),
    history: fc.dictionary(key, fc.array(fc.nat(2)), { maxKeys: 4, noNullPrototype: true }),
    events: fc.nat(3),
  },
  { noNullPrototype: true },
);

it('an update of what changed makes the one document of the other', () => {
  fc.assert(
    fc.property(document, document, (before, after) => {
      expect(update(before, changedFields(before, after))).toEqual(after);
    }),
  );
});

it('names one entry where one entry changed', () => {
  const before = {
    evidence: { item: { a: { plus: 1 }, b: { plus: 1 } }, brand: { x: { plus: 1 } } },
    events: 1,
  };
  const after = structuredClone(before);
  after.evidence.item.a.plus = 2;
  expect(changedFields(before, after)).toEqual({ 'evidence.item.a': { plus: 2 } });
});

it.each(['constructor', 'toString', 'a.b'])('an entry called %s is written with its neighbours', (name) => {
  const before = { evidence: { item: { milk: 1 }, brand: {} } };
  const after = { evidence: { item: { milk: 1, [name]: 2 }, brand: {} } };
  expect(changedFields(before, after)).toEqual({ 'evidence.item': after.evidence.item });
});

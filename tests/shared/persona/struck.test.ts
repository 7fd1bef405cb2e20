import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { needsMemory } from '../../../shared/persona/index.ts';
import { fillChunks, splitText } from '../../../shared/persona/fill-chunks.ts';
import { type PersonaData, personaListKeys } from '../../../shared/persona/schema.ts';
import { evidenceOf, isSameItem, withoutStruck } from '../../../shared/persona/struck.ts';

const item = fc
  .string({ minLength: 1, maxLength: 40, unit: 'grapheme' })
  .filter((text) => text.trim() !== '');
const data: fc.Arbitrary<PersonaData> = fc.record({
  persona: fc.string({ maxLength: 200, unit: 'grapheme' }),
  inferred_interests: fc.array(item, { maxLength: 5 }),
  learning_patterns: fc.array(item, { maxLength: 5 }),
  personality_traits: fc.array(item, { maxLength: 5 }),
});

it('what was struck is in no list, and all else stays in its order', () => {
  fc.assert(
    fc.property(
      data,
      fc.array(item, { maxLength: 3 }),
      fc.constantFrom(...personaListKeys),
      (all, more, key) => {
        const struck = [...more, ...all[key].slice(0, 1)].map((one) => ({ key, item: one }));
        const left = withoutStruck(all, struck);
        for (const list of personaListKeys) {
          const expected = all[list].filter((one) => !struck.some((other) => isSameItem(other.item, one)));
          expect(left[list]).toEqual(expected);
          for (const one of struck) expect(left[list]).not.toContain(one.item);
        }
        const evidence = { [key]: Object.fromEntries(all[key].map((one) => [one, ['main']])) };
        expect(new Set(Object.keys(evidenceOf(left, evidence)[key] ?? {}))).toEqual(new Set(left[key]));
      },
    ),
  );
});

it.each([
  ['Strong coffee', 'coffee, strong', true],
  ['Strong coffee', 'STRONG COFFEE!', true],
  ['Выращивает помидоры', 'выращивание помидоров', false],
  ['Помидоры', 'помидор', true],
  ['Coffee', 'Coffee beans', false],
  ['C++', 'C', false],
])('%s and %s are the same item: %s', (left, right, same) => {
  expect(isSameItem(left, right)).toBe(same);
});

it('sentences that speak of what was struck are gone from the text', () => {
  const all: PersonaData = {
    persona: 'Patient. Drinks strong coffee at night. Grows tomatoes.',
    inferred_interests: [],
    learning_patterns: [],
    personality_traits: [],
  };
  const struck = [{ key: 'inferred_interests' as const, item: 'Strong coffee' }];
  expect(withoutStruck(all, struck).persona).toBe('Patient. Grows tomatoes.');
});

it('a memory is needed where there is none, or one from before the last change', () => {
  const when = fc.integer({ min: 0, max: 100 });
  fc.assert(
    fc.property(when, when, fc.boolean(), fc.boolean(), (updatedAt, madeOf, isEmpty, includeEmpty) => {
      const counts = !isEmpty || includeEmpty;
      const options = { includeEmpty };
      expect(needsMemory({ updatedAt, isEmpty }, undefined, options)).toBe(counts);
      const memory = { conversationUpdatedAt: madeOf };
      expect(needsMemory({ updatedAt, isEmpty }, memory, options)).toBe(counts && madeOf < updatedAt);
    }),
  );
});

it('pieces of a text are all of it, and parts hold all entries in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ maxLength: 400, unit: 'grapheme' }),
      fc.array(fc.string({ maxLength: 60 })),
      fc.integer({ min: 1, max: 60 }),
      async (text, entries, room) => {
        expect(splitText(text, room).join('')).toBe(text);
        const parts: string[][] = [];
        for await (const part of fillChunks(entries, room)) parts.push(part);
        expect(parts.flat()).toEqual(entries);
        expect(parts.every((part) => part.length > 0)).toBe(true);
      },
    ),
  );
});

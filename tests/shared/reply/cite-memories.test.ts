import { expect, it } from 'vitest';
import { citeMemories, repeatsMemory } from '../../../shared/reply/cite-memories.ts';

const memory = { text: 'В июле мы с Леной ездили на Байкал и видели нерпу' };

it('knows a reply that says again what was recalled, in other forms of the words too', () => {
  expect(repeatsMemory('Вы ездили с Леной на Байкал в июле, сэр, и видели нерпу.', [memory])).toBe(true);
});

it('lets a reply that adds something of its own be a memory', () => {
  expect(repeatsMemory('В августе на Байкале вода теплее, возьмите лодку.', [memory])).toBe(false);
  expect(repeatsMemory('Да.', [{ text: 'да' }])).toBe(false);
});

it('cites the beginning of a long turn, never half a character', () => {
  const text = `${'а'.repeat(299)}😀 конец`;
  const [cited] = citeMemories([
    { id: 'main~1', conversationId: 'main', kind: 'turn', role: 'user', at: 5, text, score: 1, coverage: 1 },
  ]);
  expect(cited).toMatchObject({ id: 'main~1', at: 5 });
  expect(cited?.text.isWellFormed()).toBe(true);
  expect(cited?.text).toMatch(/…$/);
});

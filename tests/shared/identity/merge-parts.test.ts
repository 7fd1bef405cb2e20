import { describe, expect, it } from 'vitest';
import { mergeDocument } from '../../../shared/identity/merge-document.ts';
import { mergeMacros } from '../../../shared/identity/merge-macros.ts';
import { mergeContexts, mergeProfiles } from '../../../shared/identity/merge-profiles.ts';
import { mergeWindows } from '../../../shared/identity/merge-windows.ts';
import { readLinkCode } from '../../../shared/identity/link-code.ts';
import { emptyContext } from '../../../shared/context/index.ts';
import { type Macro, mostMacros } from '../../../shared/macros/index.ts';
import { windowSchema } from '../../../shared/memory/index.ts';
import { defaultPersona, defaultProfile } from '../../../shared/profile/index.ts';
import { start, turnAt, windowOf } from './link-world.ts';

const window = (at: number[], more: object = {}) =>
  windowSchema.parse(
    windowOf(
      at.map((n) => turnAt(start + n * 1000, `turn ${n}`)),
      more,
    ),
  );

describe('what was made of two people', () => {
  const place = { epoch: 1, recallRevision: 0, now: start };
  const chess = { item: 'chess', key: 'inferred_interests' };
  const rain = { item: 'rain', key: 'inferred_interests' };

  it('keeps struck what either struck', () => {
    const into = { data: { persona: 'Mine' }, struck: [rain] };
    const merged = mergeDocument('personas/current', { struck: [chess, rain] }, into, place);
    expect(merged).toEqual({ ...into, struck: [rain, chess], generatedAt: 0 });
    expect(mergeDocument('personas/current', { struck: [chess] }, merged, place)).toBeUndefined();
  });

  it('needs the memory of a conversation anew that both had', () => {
    const into = { data: { summary: 'Half of it' }, conversationUpdatedAt: 9 };
    const path = 'conversationMemories/main';
    const merged = mergeDocument(path, { conversationUpdatedAt: 7 }, into, place);
    expect(merged).toEqual({ ...into, conversationUpdatedAt: 0 });
    expect(mergeDocument(path, { conversationUpdatedAt: 7 }, merged, place)).toBeUndefined();
  });
});

describe('two windows of one conversation', () => {
  it('become one by time, each answer with its question', () => {
    const slow = window([1, 5]);
    const [, reply] = slow.events;
    if (reply) reply.at = start + 4000;
    const merged = mergeWindows(slow, window([2, 3], { summary: 'then' }));
    expect(merged?.events.map(({ content }) => content)).toEqual(
      [1, 2, 3, 5].flatMap((n) => [`turn ${n}`, `Re: turn ${n}`]),
    );
    expect(merged?.totals).toEqual({ user: 4, assistant: 4, compressions: 0 });
    expect(merged?.processed.map(({ id }) => id)).toHaveLength(4);
    expect(merged?.summary).toBe('then');
  });

  it('keep both summaries, and what the later one says of the last turn', () => {
    const earlier = window([1], { summary: 'likes tea', model: 'a', evidence: [] });
    const later = window([2], { summary: 'has a dog', model: 'b' });
    expect(mergeWindows(earlier, later)).toMatchObject({ summary: 'likes tea\nhas a dog', model: 'b' });
    expect(mergeWindows(later, earlier)).toMatchObject({ summary: 'has a dog\nlikes tea', model: 'b' });
  });

  it('are merged once: again, nothing is missing', () => {
    const [one, other] = [window([1, 3], { summary: 'likes tea' }), window([2])];
    const merged = mergeWindows(one, other);
    expect(merged).toBeDefined();
    expect(merged && mergeWindows(one, merged)).toBeUndefined();
  });

  it('count a turn once, although its window changed after it was merged', () => {
    const one = window([1, 3]);
    const merged = mergeWindows(one, window([2]));
    const changed = { ...one, summary: 'compressed' };
    expect(merged && mergeWindows(changed, merged)?.totals.user).toBe(3);
  });
});

describe('macros of two people', () => {
  const macro = (id: string, phrase: string, action = `do ${id}`, useCount = 0): Macro => ({
    id,
    triggerPhrases: [phrase],
    actionType: 'command',
    action,
    description: '',
    useCount,
    createdAt: start,
  });

  it('are together, and a phrase means what it meant to the person who lives on', () => {
    const merged = mergeMacros([macro('a', 'Hello!'), macro('b', 'bye')], [macro('c', 'hello')]);
    expect(merged.map(({ id }) => id)).toEqual(['c', 'b']);
  });

  it('are at most twenty, those that were used most', () => {
    const own = Array.from({ length: mostMacros - 1 }, (_, n) => macro(`own-${n}`, `own ${n}`));
    const merged = mergeMacros([macro('rare', 'rare', 'x', 1), macro('often', 'often', 'x', 9)], own);
    expect(merged).toHaveLength(mostMacros);
    expect(merged.at(-1)?.id).toBe('often');
  });

  it('do not lead back to themselves', () => {
    const merged = mergeMacros([macro('a', 'one', 'two')], [macro('b', 'two', 'one')]);
    expect(merged.map(({ id }) => id)).toEqual(['b']);
  });
});

describe('two profiles', () => {
  it('take from the first what the second never set', () => {
    const from = {
      ...defaultProfile('telegram:1', 1),
      name: 'Bruce',
      language: 'en' as const,
      persona: defaultPersona.en,
      techStack: ['Go'],
      onboarded: true,
      onboardedAt: 5,
      communication: { useEmoji: true, markdown: true, responseLength: 'long' as const },
      mergedInto: 'app',
    };
    const into = { ...defaultProfile('app', 9), name: 'Wayne', domain: ['bats'] };
    expect(mergeProfiles(from, into)).toEqual({
      ...into,
      name: 'Wayne',
      language: 'en',
      persona: defaultPersona.en,
      techStack: ['Go'],
      onboarded: true,
      onboardedAt: 5,
      communication: { useEmoji: true, markdown: true, responseLength: 'long' },
      createdAt: 1,
    });
  });

  it('keep a persona that the operator wrote', () => {
    const own = { ...defaultProfile('telegram:1', 1), persona: 'A pirate.' };
    expect(mergeProfiles(own, defaultProfile('app', 2)).persona).toBe('A pirate.');
    expect(mergeProfiles(defaultProfile('app', 2), own).persona).toBe('A pirate.');
  });
});

it('a work context is completed by the other', () => {
  const from = {
    ...emptyContext(),
    currentTask: 'sew',
    recentSkills: ['plan'],
    lastActive: 5,
    sessionStart: 1,
  };
  const into = { ...emptyContext(), currentProject: 'cape', recentSkills: ['week', 'plan'], lastActive: 3 };
  expect(mergeContexts(from, into)).toMatchObject({
    currentProject: 'cape',
    currentTask: 'sew',
    recentSkills: ['week', 'plan'],
    lastActive: 5,
    sessionStart: 1,
  });
});

it('what is no code is no code', () => {
  for (const typed of ['', 'ACDEFGH', 'ACDEFGHJK', 'ACDEFGH0', '../../xy', 'ЫЫЫЫЫЫЫЫ'])
    expect(readLinkCode(typed)).toBeUndefined();
  expect(readLinkCode('acde–fghj')).toBe('ACDEFGHJ');
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { archiveIdOf, archiveOf } from '../../../shared/memory/index.ts';
import { makeConversationMemory, memoriesOf, WrongAnswerError } from '../../../shared/persona/index.ts';
import { configureLog } from '../../../shared/platform/log.ts';
import { type ChatMessage, estimateTokens } from '../../../shared/prompt/index.ts';
import { memoryAnswer, now, type PersonaWorld, startPersonaWorld } from './persona-world.ts';

afterAll(configureLog({ sink: () => undefined }));

let world: PersonaWorld;
beforeAll(async () => {
  world = await startPersonaWorld();
});
afterAll(() => world.stop());

/** Makes memories with a model that answers so, one answer a question and then the last again. */
function makeWith(answers: string[], { contextTokens = 4096, before = () => Promise.resolve() } = {}) {
  const asked: { messages: ChatMessage[]; maxTokens: number }[] = [];
  const make = makeConversationMemory({
    firestore: world.open,
    clock: world.clock,
    contextTokens,
    ask: async (question) => {
      asked.push(question);
      await before();
      return answers[Math.min(asked.length, answers.length) - 1] ?? '';
    },
  });
  const read = () => asked.map(({ messages }) => messages[1]?.content ?? '');
  return { make, asked, read };
}

it.each([1024, 4096])(
  'a long conversation is read whole, once and in order, in parts that fit %i tokens',
  async (context) => {
    const userId = `reader-${context}`;
    await world.meet(userId);
    const texts = Array.from(
      { length: 450 },
      (_, n) => `Said as number ${n} in a longer sentence about tea.`,
    );
    await world.talk(userId, 'main', texts, { summary: 'Long before, they spoke of coffee.' });
    const { make, asked, read } = makeWith([memoryAnswer('So far: tea.')], { contextTokens: context });
    expect(await make(userId, 'main')).toBe('made');
    const numbers = read().flatMap((part) =>
      Array.from(part.matchAll(/as number (\d+) /g), ([, n]) => Number(n)),
    );
    expect(numbers).toEqual(texts.map((_, n) => n));
    expect(read()[0]).toContain('spoke of coffee');
    expect(
      read()
        .slice(1)
        .every((part) => part.includes('So far: tea.')),
    ).toBe(true);
    for (const { messages, maxTokens } of asked) {
      const size = messages.reduce((sum, { content }) => sum + estimateTokens(content) + 4, 0);
      expect(size + maxTokens).toBeLessThanOrEqual(context);
    }
  },
);

it('one message larger than the context is read in pieces', async () => {
  await world.meet('writer');
  const text = Array.from({ length: 3000 }, (_, n) => `слово${n}`).join(' ');
  await world.talk('writer', 'main', [text]);
  const { make, read } = makeWith([memoryAnswer('Words.')]);
  await make('writer', 'main');
  const found = read().flatMap((part) => Array.from(part.matchAll(/слово(\d+)/g), ([, n]) => Number(n)));
  expect(new Set(found).size).toBeGreaterThan(2990);
  expect(read().length).toBeGreaterThan(2);
});

it('a request has room in the smallest context, however long the answers and what was said', async () => {
  await world.meet('talker');
  const said = Array.from({ length: 6 }, (_, n) => `<${n}> "сад", "чай" и прогулки. `.repeat(8));
  await world.talk('talker', 'main', said, { summary: 'Говорили о саде. '.repeat(60) });
  const long = memoryAnswer('Говорили о саде, чае и долгих прогулках. '.repeat(150), { facts: said });
  const { make, asked } = makeWith([long, '{}', long], { contextTokens: 1024 });
  await make('talker', 'main');
  for (const { messages, maxTokens } of asked) {
    const size = messages.reduce((sum, { content }) => sum + estimateTokens(content) + 4, 0);
    expect(size + maxTokens).toBeLessThanOrEqual(1024);
  }
});

it('an object in fences, or with camel-case keys, is taken as it is meant', async () => {
  await world.meet('fencer');
  await world.talk('fencer', 'main', ['I fence on Mondays']);
  const answer = { summary: 'Fences.', topics: [], facts: [], openQuestions: ['Which foil?'] };
  const { make, asked } = makeWith([`Here it is:\n\`\`\`json\n${JSON.stringify(answer)}\n\`\`\``]);
  await make('fencer', 'main');
  expect(asked).toHaveLength(1);
  expect(await world.memory('fencer', 'main')).toMatchObject({ data: { open_questions: ['Which foil?'] } });
});

it('a wrong object is asked for once more with what is wrong', async () => {
  await world.meet('ann');
  await world.talk('ann', 'main', ['I like tea']);
  const { make, asked } = makeWith(['{"summary": 7, "topics": []}', memoryAnswer('Likes tea.')]);
  await make('ann', 'main');
  expect(asked).toHaveLength(2);
  expect(asked[1]!.messages.at(-1)!.content).toContain('summary');
  expect(await world.memory('ann', 'main')).toMatchObject({
    data: { summary: 'Likes tea.' },
    source: 'model',
    conversationUpdatedAt: now,
  });
});

it('an object that is wrong twice fails, and the old memory stays', async () => {
  await world.meet('ben');
  await world.talk('ben', 'main', ['I like tea']);
  await makeWith([memoryAnswer('Likes tea.')]).make('ben', 'main');
  const old = await world.memory('ben', 'main');
  const { make, asked } = makeWith(['I cannot do that.']);
  await expect(make('ben', 'main')).rejects.toThrow(WrongAnswerError);
  expect(asked).toHaveLength(2);
  expect(await world.memory('ben', 'main')).toEqual(old);
});

it('what is changed or forgotten while a memory is made is not in it', async () => {
  await world.meet('cleo');
  await world.talk('cleo', 'main', ['The safe opens with 4711']);
  let first = true;
  const { make, asked, read } = makeWith([memoryAnswer('Something.')], {
    before: async () => {
      if (!first) return;
      first = false;
      await world.talk('cleo', 'main', ['I like tea']);
      await world.people.moveEpoch('cleo');
    },
  });
  await make('cleo', 'main');
  expect(asked).toHaveLength(2);
  expect(read()[1]).not.toContain('4711');
});

it('a conversation that is forgotten while its memory is made has none', async () => {
  await world.meet('dan');
  await world.talk('dan', 'main', ['I like tea']);
  const { make } = makeWith([memoryAnswer('Likes tea.')], {
    before: async () => {
      await world.firestore.doc('users/dan/conversations/main').delete();
    },
  });
  expect(await make('dan', 'main')).toBe('gone');
  expect(await world.memory('dan', 'main')).toBeUndefined();
});

it('without a model the memory is in the person’s own words', async () => {
  await world.meet('eve');
  const texts = [
    'My dog is called Rex. We walk at seven.',
    'Very good.',
    'Which lead is best for a dog?',
    '…',
  ];
  await world.talk('eve', 'main', texts);
  const make = makeConversationMemory({ firestore: world.open, clock: world.clock });
  await make('eve', 'main');
  expect(await world.memory('eve', 'main')).toMatchObject({
    source: 'offline',
    data: {
      facts: ['My dog is called Rex.', 'We walk at seven.'],
      open_questions: ['Which lead is best for a dog?'],
      topics: ['dog'],
    },
  });
});

it('what compression has moved out and the window still shows is read once', async () => {
  await world.meet('fay');
  await world.talk('fay', 'main', ['The first thing', 'Very good']);
  const { events } = (await world.firestore.doc('users/fay/conversations/main').get()).data() as {
    events: { id: string }[];
  };
  const [first] = events;
  await archiveOf(world.firestore, 'fay')
    .doc(archiveIdOf('main', first!.id))
    .set({ ...first, conversationId: 'main', expireAt: new Date(now + 86_400_000) });
  const { make, read } = makeWith([memoryAnswer('Things.')]);
  await make('fay', 'main');
  expect(
    read()
      .join()
      .match(/The first thing/g),
  ).toHaveLength(1);
});

it('a memory made from an earlier state does not replace one from a later', async () => {
  await world.meet('gus');
  await world.talk('gus', 'main', ['I like tea']);
  const { make } = makeWith([memoryAnswer('Old.')], {
    before: async () => {
      const later: unknown = JSON.parse(memoryAnswer('New.'));
      await memoriesOf(world.firestore, 'gus')
        .doc('main')
        .set({
          data: later,
          conversationUpdatedAt: now + 5,
          source: 'model',
          createdAt: now,
          updatedAt: now,
        });
    },
  });
  await make('gus', 'main');
  expect(await world.memory('gus', 'main')).toMatchObject({ data: { summary: 'New.' } });
});

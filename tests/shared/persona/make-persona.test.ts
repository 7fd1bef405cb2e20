import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  memoriesOf,
  makePersona,
  readPersona,
  strikePersona,
  WrongAnswerError,
} from '../../../shared/persona/index.ts';
import { configureLog } from '../../../shared/platform/log.ts';
import { type ChatMessage, estimateTokens } from '../../../shared/prompt/index.ts';
import { now, personaAnswer, type PersonaWorld, startPersonaWorld } from './persona-world.ts';

afterAll(configureLog({ sink: () => undefined }));

let world: PersonaWorld;
beforeAll(async () => {
  world = await startPersonaWorld();
});
afterAll(() => world.stop());

const remember = (userId: string, conversationId: string, summary: string, more: object = {}) =>
  memoriesOf(world.firestore, userId)
    .doc(conversationId)
    .set({
      data: { summary, topics: [], facts: [], open_questions: [], ...more },
      conversationUpdatedAt: now,
      source: 'model',
      createdAt: now,
      updatedAt: now,
    });

function makeWith(answers: string[], { contextTokens = 4096, before = () => Promise.resolve() } = {}) {
  const asked: { messages: ChatMessage[]; maxTokens: number }[] = [];
  const make = makePersona({
    firestore: world.open,
    clock: world.clock,
    contextTokens,
    moveEpoch: (userId) => world.people.moveEpoch(userId),
    ask: async (question) => {
      asked.push(question);
      await before();
      return answers[Math.min(asked.length, answers.length) - 1] ?? '';
    },
  });
  return { make, asked, read: () => asked.map(({ messages }) => messages[1]?.content ?? '') };
}
const stored = (userId: string) => readPersona(world.firestore, userId);

it('is made once of the same sources, and again when they change or it is forced', async () => {
  await world.meet('ann');
  await remember('ann', 'main', 'Likes tea.');
  const { make, asked } = makeWith([personaAnswer]);
  expect(await make('ann')).toBe('made');
  const first = await stored('ann');
  world.time.now += 1000;
  expect(await make('ann')).toBe('unchanged');
  expect(await stored('ann')).toEqual(first);
  expect(await make('ann', { force: true })).toBe('made');
  expect(await stored('ann')).toMatchObject({ createdAt: first!.createdAt, updatedAt: world.time.now });
  await remember('ann', 'main', 'Likes green tea.');
  expect(await make('ann')).toBe('made');
  expect(asked).toHaveLength(3);
});

it('each item carries the conversations it rests on', async () => {
  await world.meet('ben');
  await remember('ben', 'a', 'Likes tea.');
  await remember('ben', 'b', 'Runs in the park.', { topics: ['running'] });
  const answer = {
    persona: 'A runner.',
    inferred_interests: [{ item: 'Tea', conversations: [1, 99, 'x'] }, 'Running in parks'],
    learning_patterns: ['Curious'],
    personality_traits: [],
  };
  const { make } = makeWith([JSON.stringify(answer)]);
  await make('ben');
  expect((await stored('ben'))!.rests_on).toEqual({
    inferred_interests: { Tea: ['a'], 'Running in parks': ['b'] },
    learning_patterns: { Curious: ['a', 'b'] },
    personality_traits: {},
  });
});

it('what the person buys and which tasks they keep is shown to the model', async () => {
  await world.meet('cleo');
  await remember('cleo', 'main', 'Likes tea.');
  const state = world.firestore.collection('users/cleo/state');
  await state.doc('preferences').set({ usualItems: [{ name: 'Oat milk', quantity: 2 }] });
  await state.doc('learning').set({ kept: ['morning-walk'] });
  const { make, read } = makeWith([personaAnswer]);
  await make('cleo');
  expect(read()[0]).toContain('Oat milk');
  expect(read()[0]).toContain('morning-walk');
});

it('more memories than the context holds are read in parts, none left out', async () => {
  await world.meet('dan');
  const word = (n: number) => `subject${n}x`;
  for (let n = 0; n < 60; n++)
    await remember('dan', `c${n}`, `They spoke about ${word(n)} for a while and liked it.`);
  const { make, asked, read } = makeWith([personaAnswer], { contextTokens: 1536 });
  await make('dan');
  for (let n = 0; n < 60; n++) expect(read().some((part) => part.includes(word(n)))).toBe(true);
  expect(asked.length).toBeGreaterThan(1);
  for (const { messages, maxTokens } of asked) {
    const size = messages.reduce((sum, { content }) => sum + estimateTokens(content) + 4, 0);
    expect(size + maxTokens).toBeLessThanOrEqual(1536);
  }
});

it('a request has room in the smallest context, however much is known and however long the answers are', async () => {
  await world.meet('kay');
  const words = (n: number) => Array.from({ length: 12 }, (_, k) => `<слово ${n} и ещё ${k}>`);
  await world.firestore.doc('users/kay').update({ domain: words(1), techStack: words(2) });
  await world.firestore.doc('users/kay/state/preferences').set({ usualItems: words(3) });
  for (let n = 0; n < 6; n++)
    await remember('kay', `c${n}`, 'Говорили о саде, чае и долгих прогулках. '.repeat(60), {
      facts: words(n),
    });
  const long = {
    persona: 'Любит сад и чай. '.repeat(200),
    inferred_interests: words(4),
    learning_patterns: words(5),
    personality_traits: words(6),
  };
  const { make, asked, read } = makeWith([JSON.stringify(long), '{}', JSON.stringify(long)], {
    contextTokens: 1024,
  });
  await make('kay');
  const strike = strikePersona({
    firestore: world.open,
    clock: world.clock,
    moveEpoch: (userId) => world.people.moveEpoch(userId),
  });
  for (const item of (await stored('kay'))!.data.inferred_interests)
    await strike('kay', { key: 'inferred_interests', item });
  await make('kay');
  for (const { messages, maxTokens } of asked) {
    const size = messages.reduce((sum, { content }) => sum + estimateTokens(content) + 4, 0);
    expect(size + maxTokens).toBeLessThanOrEqual(1024);
    expect(maxTokens).toBeGreaterThan(150);
  }
  expect(read().every((part) => part.includes('Говорили о саде'))).toBe(true);
});

it('an answer that is wrong twice leaves the persona that was there', async () => {
  await world.meet('eve');
  await remember('eve', 'main', 'Likes tea.');
  await makeWith([personaAnswer]).make('eve');
  const old = await stored('eve');
  const { make } = makeWith(['{"persona": []}']);
  await expect(make('eve', { force: true })).rejects.toThrow(WrongAnswerError);
  expect(await stored('eve')).toEqual(old);
});

it('a memory that is forgotten while the persona is made is not in it', async () => {
  await world.meet('fay');
  await remember('fay', 'main', 'Likes tea.');
  await remember('fay', 'secret', 'The safe opens with 4711.');
  const { make, read } = makeWith([personaAnswer], {
    before: async () => {
      await memoriesOf(world.firestore, 'fay').doc('secret').delete();
    },
  });
  expect(await make('fay')).toBe('made');
  expect(read().map((part) => part.includes('4711'))).toEqual([true, false]);
});

it('without a model it counts and quotes, and says that it was made offline', async () => {
  await world.meet('gil');
  await remember('gil', 'a', '', { topics: ['gardening', 'tea'], facts: ['I grow tomatoes.'] });
  await remember('gil', 'b', '', { topics: ['gardening'], open_questions: ['When to sow?'] });
  const make = makePersona({
    firestore: world.open,
    clock: world.clock,
    moveEpoch: (userId) => world.people.moveEpoch(userId),
  });
  expect(await make('gil')).toBe('made');
  expect(await stored('gil')).toMatchObject({
    source: 'offline',
    data: {
      persona: 'Conversations: 2. Interests: gardening, tea. Of themselves: I grow tomatoes.',
      inferred_interests: ['gardening', 'tea'],
      learning_patterns: ['Comes back to: gardening'],
      personality_traits: [],
    },
    rests_on: { inferred_interests: { gardening: ['a', 'b'], tea: ['a'] } },
  });
});

it('without a model too, what was struck comes back in no list and takes no other interest with it', async () => {
  await world.meet('ida');
  await remember('ida', 'a', '', { topics: ['chess', 'tea'] });
  await remember('ida', 'b', '', { topics: ['chess'] });
  const making = {
    firestore: world.open,
    clock: world.clock,
    moveEpoch: (userId: string) => world.people.moveEpoch(userId),
  };
  await makePersona(making)('ida');
  const struck = await strikePersona(making)('ida', { key: 'inferred_interests', item: 'Chess' });
  expect(struck.data).toMatchObject({ inferred_interests: ['tea'], learning_patterns: [] });
  await makePersona(making)('ida');
  expect((await stored('ida'))!.data).toMatchObject({
    persona: 'Conversations: 2. Interests: tea.',
    inferred_interests: ['tea'],
    learning_patterns: [],
  });
});

it('without a model too, what the person buys is told of however much they talk of', async () => {
  await world.meet('jon');
  await world.firestore.doc('users/jon/state/preferences').set({ usualItems: [{ name: 'Oat milk' }] });
  for (const id of ['a', 'b'])
    await remember('jon', id, '', { topics: Array.from({ length: 20 }, (_, n) => `topic ${n}`) });
  await makePersona({
    firestore: world.open,
    clock: world.clock,
    moveEpoch: (userId) => world.people.moveEpoch(userId),
  })('jon');
  const { data } = (await stored('jon'))!;
  expect(data.inferred_interests.slice(0, 2)).toEqual(['Oat milk', 'topic 0']);
});

it('of someone of whom nothing is known there is none', async () => {
  await world.meet('hal');
  const { make, asked } = makeWith([personaAnswer]);
  expect(await make('hal')).toBe('nothing');
  expect(await make('nobody')).toBe('gone');
  expect(asked).toEqual([]);
  expect(await stored('hal')).toBeUndefined();
});

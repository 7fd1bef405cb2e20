import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMemory } from '../../../shared/memory/index.ts';
import {
  forgetMade,
  memoriesOf,
  readPersona,
  savePersona,
  strikePersona,
} from '../../../shared/persona/index.ts';
import { now, type PersonaWorld, startPersonaWorld } from './persona-world.ts';

let world: PersonaWorld;
beforeAll(async () => {
  world = await startPersonaWorld();
});
afterAll(() => world.stop());

async function remembered(userId: string) {
  await world.meet(userId);
  for (const id of ['main', 'side']) {
    await world.talk(userId, id, [`I like tea of ${id}`]);
    await memoriesOf(world.firestore, userId)
      .doc(id)
      .set({
        data: { summary: 'Tea.', topics: [], facts: [], open_questions: [] },
        conversationUpdatedAt: now,
        source: 'model',
        createdAt: now,
        updatedAt: now,
      });
  }
  await makeTea(userId);
  return createMemory({ firestore: world.open, forgetMade: forgetMade({ firestore: world.open }) });
}

const makeTea = (userId: string) =>
  savePersona(world.firestore, userId, {
    data: {
      persona: 'Drinks tea.',
      inferred_interests: ['Tea', 'Chess'],
      learning_patterns: [],
      personality_traits: [],
    },
    restsOn: { inferred_interests: { Tea: ['main', 'side'], Chess: ['side'] } },
    source: 'model',
    fingerprint: 'f',
    now,
  });

it('who forgets one thing loses the memory of that conversation and what rests on it', async () => {
  const memory = await remembered('ann');
  expect(await memory.forgetEvent('ann', 'main~m0')).toBe(true);
  expect(await world.memory('ann', 'main')).toBeUndefined();
  expect(await world.memory('ann', 'side')).toBeDefined();
  expect(await readPersona(world.firestore, 'ann')).toMatchObject({
    data: { persona: '', inferred_interests: ['Chess'] },
    rests_on: { inferred_interests: { Chess: ['side'] } },
    fingerprint: '',
  });
});

it('who forgets all has no memories and no persona', async () => {
  const memory = await remembered('ben');
  await memory.forgetAll('ben');
  expect((await memoriesOf(world.firestore, 'ben').get()).empty).toBe(true);
  expect(await readPersona(world.firestore, 'ben')).toBeUndefined();
});

it('what was struck stays struck when all is forgotten, and nothing else of the persona is left', async () => {
  const memory = await remembered('cleo');
  const strike = strikePersona({
    firestore: world.open,
    clock: world.clock,
    moveEpoch: (userId) => world.people.moveEpoch(userId),
  });
  await strike('cleo', { key: 'inferred_interests', item: 'Tea' });
  await memory.forgetAll('cleo');
  expect(await readPersona(world.firestore, 'cleo')).toBeUndefined();
  const left = (await world.firestore.doc('users/cleo/personas/current').get()).data();
  expect(JSON.stringify({ ...left, struck: [] })).not.toMatch(/tea|chess|main|side/i);
  await makeTea('cleo');
  expect((await readPersona(world.firestore, 'cleo'))?.data).toMatchObject({
    persona: '',
    inferred_interests: ['Chess'],
  });
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { compressMemory, createMemory, summariseWith } from '../../../shared/memory/index.ts';
import { createEmbedder, createModel } from '../../../shared/model/index.ts';
import { createRecall } from '../../../shared/recall/index.ts';
import { type ModelServer, startModelServer } from '../../fakes/model-server.ts';
import { makeTurn, type MemoryStore, start, startMemoryStore } from './memory-store.ts';

let store: MemoryStore;
let server: ModelServer;
beforeAll(async () => {
  store = await startMemoryStore();
  server = await startModelServer();
});
afterAll(async () => {
  await server.close();
  await store.stop();
});

let now = start + 86_400_000;
const clock = () => now;
/** Understands that a quokka is a small marsupial, and nothing else. */
const vectorsOf = (input: string | string[]) =>
  [input].flat().map((text) => (/quokka|marsupial/.test(text) ? [1, 0, 0] : [0, 1, 0.1]));

it('a model sums up and embeddings are made when a window is compressed; recall goes on when they fail', async () => {
  const model = createModel({ MODEL_BASE_URL: server.url, MODEL_NAME: 'm', FALLBACK_MODEL_NAME: 'f' });
  const embed = createEmbedder(
    { EMBEDDINGS_BASE_URL: server.url, EMBEDDINGS_MODEL: 'e' },
    { firstPauseMs: 1, patienceMs: 2000 },
  );
  server.always('chat', { text: 'They saw an animal on the island.' });
  server.always('embeddings', ({ body }) => ({ embeddings: vectorsOf(body.input) }));
  const memory = createMemory({ firestore: store.open, embed, clock });
  await store.meet('ann');
  for (let n = 1; n <= 26; n++) {
    const turn = makeTurn(n, n === 1 ? { text: 'We saw a quokka on the island' } : {});
    await memory.commit(await memory.open('ann', 'main'), turn, { epoch: 0, also: store.also('ann') });
  }
  let tokens = 0;
  const summarise = summariseWith(model, { clock: () => Date.now(), onTokens: (spent) => (tokens += spent) });
  await compressMemory({ firestore: store.open, summarise, embed, clock })('ann', 'main');
  const window = (await memory.open('ann', 'main')).window!;
  expect(window.summary).toBe('They saw an animal on the island.');
  expect(tokens).toBeGreaterThan(0);

  const recall = createRecall({ firestore: store.open, embed, clock });
  const search = (question: string) => {
    const windows = [{ conversationId: 'main', window }];
    return recall.search('ann', question, { windows, revision: window.recallRevision, now });
  };
  expect((await search('Which marsupial was it?'))[0]?.id).toBe('main~m1');

  server.always('embeddings', { status: 500 });
  expect((await search('quokka'))[0]?.id).toBe('main~m1');
  const asked = server.of('embeddings').length;
  expect((await search('island quokka'))[0]?.id).toBe('main~m1');
  // An endpoint that failed a moment ago is not waited for again.
  expect(server.of('embeddings')).toHaveLength(asked);

  server.always('embeddings', ({ body }) => ({ embeddings: vectorsOf(body.input) }));
  now += 60_000;
  expect((await search('Which marsupial was it?'))[0]?.id).toBe('main~m1');
});

it('without a model there is nothing to sum up with', () => {
  const model = createModel({ MODEL_NAME: 'm', FALLBACK_MODEL_NAME: 'f' });
  expect(summariseWith(model, { clock, onTokens: () => undefined })).toBeUndefined();
});

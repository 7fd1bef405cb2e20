import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createEmbedder } from '../../../shared/model/index.ts';
import { type ModelServer, startModelServer } from '../../fakes/model-server.ts';

let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer({ apiKey: 'sk-embed' });
});
beforeEach(() => server.reset());
afterAll(() => server.close());

const made = (options: Parameters<typeof createEmbedder>[1] = {}) =>
  createEmbedder(
    { EMBEDDINGS_BASE_URL: server.url, EMBEDDINGS_MODEL: 'small', EMBEDDINGS_API_KEY: 'sk-embed' },
    { firstPauseMs: 1, ...options },
  )!;

it('embeds many texts in batches and in order', async () => {
  const texts = Array.from({ length: 70 }, (_, index) => `слово${index} молоко`);
  const vectors = await made()(texts);
  expect(vectors).toHaveLength(70);
  expect(server.requests.map(({ body }) => body.input.length)).toEqual([32, 32, 6]);
  const [alone] = await made()([texts[40]!]);
  expect(vectors[40]).toEqual(alone);
});

it('clips long texts and sends no empty one', async () => {
  await made()(['', 'а'.repeat(9000)]);
  expect(server.requests[0]?.body.input).toEqual(['-', 'а'.repeat(1500)]);
});

it('asks nobody about nothing', async () => {
  expect(await made()([])).toEqual([]);
  expect(server.requests).toHaveLength(0);
});

it('asks once more after a failure', async () => {
  server.script('embeddings', { status: 503 });
  expect(await made()(['молоко'])).toHaveLength(1);
});

it.each([
  ['a server that fails', { status: 500 }],
  ['vectors of different lengths', { embeddings: [[1, 2], [1]] }],
  ['garbage', { raw: 'nothing' }],
])('is unavailable with %s', async (_, answer) => {
  server.always('embeddings', answer);
  await expect(made()(['раз', 'два'])).rejects.toMatchObject({ code: 'unavailable' });
});

it('stops when the caller does', async () => {
  server.always('embeddings', { hang: true });
  const asked = made()(['раз'], AbortSignal.timeout(100));
  await expect(asked).rejects.toMatchObject({ code: 'unavailable' });
});

it('is not there without an address', () => {
  const config = { EMBEDDINGS_BASE_URL: undefined, EMBEDDINGS_MODEL: 'small', EMBEDDINGS_API_KEY: undefined };
  expect(createEmbedder(config)).toBeUndefined();
});

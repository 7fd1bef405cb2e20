import { afterAll, beforeAll, expect, it } from 'vitest';
import { search } from '../../../functions/search/search.ts';
import { AppError } from '../../../shared/platform/errors.ts';
import { createApp } from '../../../shared/platform/http.ts';
import { configureLog } from '../../../shared/platform/log.ts';
import type { SearchOutcome, SearchRequest } from '../../../shared/shop/index.ts';
import { adminKey, startSignIn } from '../me/sign-in.ts';

afterAll(configureLog({ sink: () => undefined }));

let signedIn: Awaited<ReturnType<typeof startSignIn>>;
beforeAll(async () => {
  signedIn = await startSignIn();
});
afterAll(() => signedIn.close());

const outcome: SearchOutcome = {
  results: [
    {
      productId: 'oat-milk',
      name: 'Oat milk',
      category: 'milk',
      attributes: ['plant-based'],
      price: { amount: 2.5, currency: 'EUR' },
      score: 1,
      personalizationScore: 0.5,
      badges: ['usual'],
      suggestedQuantity: { quantity: 2, confidence: 0.6, fill: true },
    },
  ],
  personalizationApplied: true,
};

function build(answer: () => Promise<SearchOutcome> = () => Promise.resolve(outcome)) {
  const asked: [string, SearchRequest][] = [];
  const app = search({
    app: createApp({ name: 'search' }),
    auth: signedIn.auth,
    shop: {
      search: (userId, request) => {
        asked.push([userId, request]);
        return answer();
      },
    },
    preferences: {
      read: () => Promise.resolve(undefined),
      forget: () => Promise.resolve(),
      nameOf: () => undefined,
    },
  });
  const post = async (json: unknown, headers: Record<string, string>) => {
    const response = await app.request('/api/search/personalized', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(json),
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  const as = async (userId: string, json: unknown) =>
    post(json, { authorization: `Bearer ${await signedIn.signIn(userId)}` });
  const get = async (path: string, headers: Record<string, string>) =>
    (await app.request(path, { headers })).status;
  return { post, as, get, asked };
}

it('searches for the signed-in person, with what is not said at its default', async () => {
  const { as, asked } = build();
  const { status, body } = await as('ann', { query: ' milk ' });
  expect(status).toBe(200);
  expect(body).toEqual({ ...outcome, responseTimeMs: expect.any(Number) as number });
  expect(asked).toEqual([['ann', { query: 'milk', limit: 10, personalize: true, explain: false }]]);
});

it('takes limit, filters, language, and whether to personalize and explain', async () => {
  const { as, asked } = build();
  const request = {
    query: '',
    limit: 50,
    personalize: false,
    explain: true,
    language: 'en',
    filters: { category: 'milk', brand: 'farm', attributes: ['organic'], minPrice: 1, maxPrice: 2 },
  };
  expect((await as('ann', request)).status).toBe(200);
  expect(asked).toEqual([['ann', request]]);
});

it.each([
  [{ query: 5 }, 'query'],
  [{ query: 'x'.repeat(201) }, 'query'],
  [{ limit: 0 }, 'limit'],
  [{ limit: 51 }, 'limit'],
  [{ limit: 1.5 }, 'limit'],
  [{ personalize: 'yes' }, 'personalize'],
  [{ explain: 1 }, 'explain'],
  [{ language: 'de' }, 'language'],
  [{ filters: [] }, 'filters'],
  [{ filters: { colour: 'red' } }, 'filters.colour'],
  [{ filters: { minPrice: -1 } }, 'filters.minPrice'],
  [{ userId: 'bob' }, 'userId'],
])('%# is refused naming the field', async (json, path) => {
  const { as, asked } = build();
  const { status, body } = await as('ann', json);
  expect(status).toBe(400);
  expect((body as { error: { fields: { path: string }[] } }).error.fields.map((one) => one.path)).toEqual([
    path,
  ]);
  expect(asked).toEqual([]);
});

it('is for signed-in people, who are no Telegram accounts', async () => {
  const { post, as, get } = build();
  expect((await post({}, {})).status).toBe(401);
  expect((await post({}, { 'x-admin-key': adminKey })).status).toBe(403);
  expect((await as('telegram:1', {})).status).toBe(403);
  const authorization = `Bearer ${await signedIn.signIn('telegram:1')}`;
  const statuses = [{}, { authorization }].map((headers) => get('/api/v1/preferences', headers));
  expect(await Promise.all(statuses)).toEqual([401, 403]);
});

it('answers 503 where there is no catalog to search', async () => {
  const { as } = build(() => Promise.reject(new AppError('unavailable', 'The catalog is not there yet.')));
  expect((await as('ann', { query: 'milk' })).status).toBe(503);
});

import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type ModelServer, startModelServer } from '../fakes/model-server.ts';
import { type RunningButler, startButler } from './start-butler.ts';

let model: ModelServer;
let butler: RunningButler;
beforeAll(async () => {
  model = await startModelServer();
  butler = await startButler({
    MODEL_BASE_URL: model.url,
    MODEL_NAME: 'alfred-1',
    TURNS_PER_MINUTE: '4',
    PERSON_TOKENS_PER_DAY: '5000',
  });
});
afterAll(async () => {
  await butler.end();
  await model.close();
});
beforeEach(() => model.reset());

it('a person who spent the day’s tokens is answered offline, told so, and stays so', async () => {
  const usage = { prompt_tokens: 4000, completion_tokens: 2000 };
  model.always('chat', { text: 'Дорого.', usage });
  expect((await butler.say('spender', 'Привет')).model).toBe('alfred-1');
  for (const text of ['Расскажи что-нибудь', 'И ещё что-нибудь']) {
    const answer = await butler.say('spender', text);
    expect(answer.model).toBe('offline');
    expect(answer.reply).toMatch(/завтра|сегодня|лимит|запас/i);
  }
  expect((await butler.say('thrifty', 'Привет')).model).toBe('alfred-1');
  expect(model.of('chat')).toHaveLength(2);
});

it('a person who takes too many turns in a minute is asked to wait, and others are not', async () => {
  const statuses: number[] = [];
  for (let turn = 0; turn < 6; turn++) {
    const response = await butler.as('hasty')('/api/v1/chat', { json: { message: `Ход ${turn}` } });
    statuses.push(response.status);
    if (response.status === 429) expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  expect(statuses).toEqual([200, 200, 200, 200, 429, 429]);
  expect((await butler.say('patient', 'Привет')).model).toBe('alfred-1');
});

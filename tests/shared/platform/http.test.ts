import { createRoute, z } from '@hono/zod-openapi';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { AppError } from '../../../shared/platform/errors.ts';
import { createApp, errorAnswers, jsonAnswer, jsonBody } from '../../../shared/platform/http.ts';
import { configureLog } from '../../../shared/platform/log.ts';
import { registry } from '../../../shared/platform/metrics.ts';

let lines: Record<string, unknown>[] = [];
afterAll(configureLog({ sink: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) }));
beforeEach(() => {
  lines = [];
});

const app = createApp({ name: 'greeter', corsOrigins: ['https://app.example'] });
const greet = createRoute({
  method: 'post',
  path: '/greetings/{id}',
  request: {
    params: z.object({ id: z.string().max(8) }),
    body: jsonBody(z.strictObject({ names: z.array(z.string().min(1)), loud: z.boolean().optional() })),
  },
  responses: {
    200: jsonAnswer(z.object({ greeted: z.number() }), 'How many were greeted'),
    ...errorAnswers(400, 429),
  },
});
app.openapi(greet, (c) => {
  const { names } = c.req.valid('json');
  if (names[0] === 'trouble') throw new Error('the secret is 42');
  if (names[0] === 'again') throw new AppError('rate_limited', 'Not so fast.', { retryAfterSeconds: 1.2 });
  return c.json({ greeted: names.length }, 200);
});

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  app.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

it('answers a valid request and logs one line with the route, not the path', async () => {
  const response = await post(
    '/greetings/alfred',
    { names: ['Ann'] },
    { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` },
  );
  expect(await response.json()).toEqual({ greeted: 1 });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({
    message: 'http.answered',
    function: 'greeter',
    method: 'POST',
    route: '/greetings/:id',
    status: 200,
    requestId: response.headers.get('x-request-id'),
    durationMs: expect.any(Number) as number,
  });
  expect(await registry.metrics()).toContain(
    'http_requests_total{function="greeter",method="POST",route="/greetings/:id",status="200"} 1',
  );
});

it('names every field that breaks a rule, unknown ones too', async () => {
  const response = await post('/greetings/alfred', { names: ['Ann', ''], loud: 'very', colour: 'red' });
  expect(response.status).toBe(400);
  const { error } = (await response.json()) as {
    error: { fields: { path: string; rule: string }[]; code: string; id: string };
  };
  expect(error.code).toBe('bad_request');
  expect(error.fields.map((field) => field.path).sort()).toEqual(['colour', 'loud', 'names.1']);
  expect(error.id).toBe(response.headers.get('x-request-id'));
});

it('names a path parameter that breaks a rule', async () => {
  const response = await post('/greetings/someone-with-a-long-name', { names: [] });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { fields: [{ path: 'id' }] } });
});

it('answers malformed JSON with 400 and says so', async () => {
  const response = await post('/greetings/alfred', '{"names": [');
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    error: { code: 'bad_request', fields: [{ path: 'body', rule: /JSON/ }] },
  });
});

it('answers a body of another type with 415', async () => {
  const response = await post('/greetings/alfred', 'names=Ann', {
    'content-type': 'application/x-www-form-urlencoded',
  });
  expect(response.status).toBe(415);
  expect(await response.json()).toMatchObject({ error: { code: 'unsupported_media_type' } });
});

it('tells nothing of an unknown failure but an id that is in the log', async () => {
  const response = await post('/greetings/alfred', { names: ['trouble'] });
  expect(response.status).toBe(500);
  const text = await response.text();
  expect(text).not.toContain('the secret');
  const { error } = JSON.parse(text) as { error: { id: string } };
  const failed = lines.find((line) => line['message'] === 'http.failed');
  expect(failed).toMatchObject({
    severity: 'ERROR',
    requestId: error.id,
    error: { message: 'the secret is 42' },
  });
});

it('tells when to come back', async () => {
  const response = await post('/greetings/alfred', { names: ['again'] });
  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBe('2');
});

it('answers an unknown path with 404 and a wrong method with 405, both as JSON', async () => {
  const unknown = await app.request('/nowhere');
  expect([unknown.status, await unknown.json()]).toMatchObject([404, { error: { code: 'not_found' } }]);
  const wrong = await app.request('/greetings/alfred', { method: 'PUT' });
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
  expect(await wrong.json()).toMatchObject({ error: { code: 'method_not_allowed' } });
});

it('lets configured origins call and no others', async () => {
  const preflight = (origin: string) =>
    app.request('/greetings/alfred', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
  expect((await preflight('https://app.example')).headers.get('access-control-allow-origin')).toBe(
    'https://app.example',
  );
  expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
});

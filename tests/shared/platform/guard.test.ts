import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { gzipSync } from 'node:zlib';
import { getRequestListener } from '@hono/node-server';
import { z } from '@hono/zod-openapi';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { guardBody } from '../../../shared/platform/guard.ts';
import { createApp, jsonAnswer, jsonBody } from '../../../shared/platform/http.ts';
import { configureLog } from '../../../shared/platform/log.ts';

const limit = 1000;
let server: Server;
let origin: string;
afterAll(configureLog({ sink: () => undefined }));

beforeAll(async () => {
  const app = createApp({ name: 'measure' });
  app.openapi(
    {
      method: 'post',
      path: '/measure',
      request: { body: jsonBody(z.object({ text: z.string() })) },
      responses: { 200: jsonAnswer(z.object({ length: z.number() }), 'How long it is') },
    },
    (c) => c.json({ length: c.req.valid('json').text.length }, 200),
  );
  http('measure', getRequestListener(app.fetch));
  const [framework] = getTestServer('measure').listeners('request') as [Parameters<typeof guardBody>[0]];
  server = createServer(guardBody(framework, (path) => (path === '/large' ? 2 * limit : limit)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(`${origin}/measure`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

it('lets a body through the framework to the route', async () => {
  const response = await post(JSON.stringify({ text: 'x'.repeat(900) }));
  expect([response.status, await response.json()]).toEqual([200, { length: 900 }]);
});

it.each(['/measure/%E0%A4%A', '/%', '/%ff?why=%'])(
  'says of a path that cannot be decoded what is wrong: %s',
  async (path) => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const response = await fetch(`${origin}${path}`, { method });
      const { error } = (await response.json()) as { error: unknown };
      expect([response.status, response.headers.get('content-type')]).toEqual([400, 'application/json']);
      expect(error).toMatchObject({ code: 'bad_request', fields: [{ path: 'path' }] });
    }
    expect((await fetch(`${origin}/measure/%D1%91?why=%`)).status).toBe(404);
  },
);

it('refuses a body whose Content-Length is over the limit before it is sent', async () => {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = httpRequest(`${origin}/measure`, {
      method: 'POST',
      headers: { 'content-length': 5000, 'content-type': 'application/json' },
    });
    sent.on('response', resolve).on('error', reject).flushHeaders();
  });
  expect(answer.statusCode).toBe(413);
  answer.destroy();
});

it('lets a larger body through at a path that has a limit of its own', async () => {
  const body = JSON.stringify({ text: 'x'.repeat(1500) });
  const large = await fetch(`${origin}/large?why=not`, { method: 'POST', body });
  expect([(await post(body)).status, large.status]).toEqual([413, 404]);
});

it('refuses a streamed body as soon as it passes the limit', async () => {
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  socket.write(
    'POST /measure HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
  );
  const chunk = `1f4\r\n${'x'.repeat(500)}\r\n`;
  // Never ended: only a server that counts while streaming can answer.
  socket.write(chunk.repeat(3));
  let answer = '';
  socket.on('data', (data) => (answer += String(data)));
  await vi.waitUntil(() => answer.includes('payload_too_large'), 5000);
  socket.destroy();
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
});

it('refuses a compressed body with 415', async () => {
  const response = await post(gzipSync(JSON.stringify({ text: 'x' })), { 'content-encoding': 'gzip' });
  expect([response.status, await response.json()]).toMatchObject([
    415,
    { error: { code: 'unsupported_media_type' } },
  ]);
});

it('answers malformed JSON with our 400, not the framework’s', async () => {
  const response = await post('{"text": ');
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { error: { code: 'bad_request', fields: [{ path: 'body' }] } },
  ]);
});

it('answers a body that never comes without hurting the next request', async () => {
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  socket.write('POST /measure HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nabc');
  await new Promise<void>((resolve) => socket.end(resolve));
  expect((await post(JSON.stringify({ text: 'hi' }))).status).toBe(200);
});

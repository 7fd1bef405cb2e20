import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createPusher } from '../../../../infra/local/pubsub/push-message.ts';

let server: Server;
const pusher = createPusher();

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const push = (endpoint: string, timeoutMillis = 5000) => pusher.push({ endpoint, body: '{}', timeoutMillis });

it('a 102 acknowledges before the answer has ended', async () => {
  const endpoint = await serve((_request, response) => response.writeProcessing());
  expect(await push(endpoint)).toBe('acknowledged');
});

it('an endpoint that does not answer in time has failed', async () => {
  const endpoint = await serve(() => undefined);
  expect(await push(endpoint, 50)).toBe('failed');
});

it('an endpoint that breaks the connection has failed', async () => {
  const endpoint = await serve((request) => request.socket.destroy());
  expect(await push(endpoint)).toBe('failed');
});

it('a kept connection that was closed under our feet is opened anew', async () => {
  let requests = 0;
  const endpoint = await serve((request, response) => {
    requests += 1;
    if (requests === 2) request.socket.destroy();
    else response.writeHead(204).end();
  });
  expect(await push(endpoint)).toBe('acknowledged');
  // The socket goes back to the pool once the response has ended, a turn after it began.
  await new Promise((resolve) => setImmediate(resolve));
  expect(await push(endpoint)).toBe('acknowledged');
  expect(requests).toBe(3);
});

it('what the pusher breaks off at its end is cut off, not failed', async () => {
  const arrived = Promise.withResolvers<undefined>();
  const endpoint = await serve(() => arrived.resolve(undefined));
  const ending = createPusher();
  const outcome = ending.push({ endpoint, body: '{}', timeoutMillis: 5000 });
  await arrived.promise;
  ending.close();
  expect(await outcome).toBe('cut off');
});

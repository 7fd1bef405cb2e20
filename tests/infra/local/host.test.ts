import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { guardDoor } from '../../../infra/local/door.ts';
import { functionAt, hostFunctions } from '../../../infra/local/host.ts';
import type { FunctionEntry } from '../../../shared/platform/function.ts';
import { createApp } from '../../../shared/platform/http.ts';
import { configureLog } from '../../../shared/platform/log.ts';

afterAll(configureLog({ sink: () => undefined }));

function echo(name: string): FunctionEntry {
  return {
    trigger: 'http',
    load: () => {
      const app = createApp({ name });
      app.all('*', async (c) =>
        c.json({ name, path: c.req.path, query: c.req.query(), body: await c.req.text() }),
      );
      return Promise.resolve(app);
    },
  };
}

const broken: FunctionEntry = { trigger: 'http', load: () => Promise.reject(new Error('no such table')) };

let server: Server;
let origin: string;

beforeAll(async () => {
  const { listener } = hostFunctions(
    { shop: echo('shop'), cart: echo('cart'), broken },
    [
      ['/api/**', 'shop'],
      ['/api/cart', 'cart'],
    ],
    (_, response) => response.writeHead(404).end('nobody'),
  );
  server = createServer(guardDoor(listener, { origins: ['https://app.example'], open: false }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

it('answers each function at its public paths, the longest first', async () => {
  const at = async (path: string) => ((await (await fetch(origin + path)).json()) as { name: string }).name;
  expect(await at('/api/things/7')).toBe('shop');
  expect(await at('/api/cart')).toBe('cart');
  expect(functionAt([['/api/**', 'shop']], '/apiary')).toBeUndefined();
});

it('answers each function at /functions/<name>, which then sees the rest of the path', async () => {
  const response = await fetch(`${origin}/functions/cart/deep/er?x=1`, { method: 'POST', body: 'hello' });
  expect(await response.json()).toEqual({ name: 'cart', path: '/deep/er', query: { x: '1' }, body: 'hello' });
  expect(await (await fetch(`${origin}/functions/cart?y=2`)).json()).toMatchObject({
    path: '/',
    query: { y: '2' },
  });
});

it('answers for a function that could not start, and says nothing of why', async () => {
  const response = await fetch(`${origin}/functions/broken`);
  expect([response.status, await response.json()]).toMatchObject([500, { error: { code: 'internal' } }]);
});

it('leaves the rest to whoever is next', async () => {
  expect(await (await fetch(`${origin}/elsewhere`)).text()).toBe('nobody');
  expect((await fetch(`${origin}/functions/constructor`)).status).toBe(404);
});

/** The status of a request that came by this name. */
async function statusBy(host: string, at: Server): Promise<unknown> {
  const { port } = at.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path: '/api/cart', headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

it('refuses a request that came by another name', async () => {
  expect(await statusBy('evil.example', server)).toBe(403);
  expect(await statusBy('192.168.1.7', server)).toBe(403);
  expect(await statusBy('localhost:8080', server)).toBe(200);
});

it('beyond loopback answers to addresses and local names, and to no site of the internet', async () => {
  const { listener } = hostFunctions({ basket: echo('basket') }, [['/api/cart', 'basket']], (_, response) =>
    response.end(),
  );
  const open = createServer(guardDoor(listener, { origins: ['https://butler.example'], open: true }));
  await new Promise<void>((resolve) => open.listen(0, '127.0.0.1', resolve));
  for (const host of ['192.168.1.7:8080', 'butler.local', 'nas:8080', '[fe80::1]:80', 'butler.example']) {
    expect([host, await statusBy(host, open)]).toEqual([host, 200]);
  }
  expect(await statusBy('evil.example', open)).toBe(403);
  open.closeAllConnections();
  open.close();
});

it('refuses a page of another site and lets configured and own pages in', async () => {
  const from = async (page: string) =>
    (await fetch(`${origin}/api/cart`, { headers: { origin: page } })).status;
  expect(await from('https://evil.example')).toBe(403);
  expect(await from('null')).toBe(403);
  expect(await from('https://app.example')).toBe(200);
  expect(await from(origin)).toBe(200);
});

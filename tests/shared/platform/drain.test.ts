import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { onShutdown, orderlyEnd } from '../../../shared/platform/drain.ts';
import { configureLog } from '../../../shared/platform/log.ts';

afterAll(configureLog({ sink: () => undefined }));

let server: Server;
let origin: string;
let release: () => void;
let arrived: Promise<void>;
const written: string[] = [];
let broken = false;

onShutdown('rows', async () => {
  if (broken) throw new Error('cannot write');
  await Promise.resolve();
  written.push('rows');
});
onShutdown('others', () => {
  written.push('others');
  return Promise.resolve();
});

beforeEach(async () => {
  written.length = 0;
  broken = false;
  const hold = Promise.withResolvers<undefined>();
  const come = Promise.withResolvers<undefined>();
  release = () => hold.resolve(undefined);
  arrived = come.promise;
  server = createServer((_, response) => {
    come.resolve(undefined);
    void hold.promise.then(() => response.end('answered'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

it('answers what is in flight, takes nothing new, then writes what is queued', async () => {
  const end = orderlyEnd(server);
  const inFlight = fetch(origin);
  await arrived;
  const ended = end();
  await expect(fetch(origin)).rejects.toThrow();
  expect(written).toEqual([]);
  release();
  const response = await inFlight;
  expect([await response.text(), response.headers.get('connection')]).toEqual(['answered', 'close']);
  await ended;
  expect(written.sort()).toEqual(['others', 'rows']);
});

it('writes what is queued though a request does not end, and again when it was cut', async () => {
  const end = orderlyEnd(server, { patienceMs: 10, lateMs: 20 });
  const inFlight = fetch(origin);
  await arrived;
  await Promise.all([expect(inFlight).rejects.toThrow(), end()]);
  expect(written.sort()).toEqual(['others', 'others', 'rows', 'rows']);
});

it('does not wait for a connection that is kept alive and idle', async () => {
  const end = orderlyEnd(server);
  release();
  await (await fetch(origin)).text();
  await end();
  expect(server.listening).toBe(false);
});

it('writes the other queues when one fails', async () => {
  broken = true;
  await orderlyEnd(server)();
  expect(written).toEqual(['others']);
});

it('ends once, however often it is asked', async () => {
  const end = orderlyEnd(server);
  await Promise.all([end(), end()]);
  expect(written.sort()).toEqual(['others', 'rows']);
});

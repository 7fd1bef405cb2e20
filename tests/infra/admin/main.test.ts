import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { livePerson } from '../../shared/rights/live-person.ts';
import { startStores } from '../../shared/rights/start-stores.ts';

const run = promisify(execFile);
const key = 'the-admin-key-of-the-tests';
let stores: Awaited<ReturnType<typeof startStores>>;
let local: Server;
let answer: unknown;
beforeAll(async () => {
  stores = await startStores();
  await livePerson(stores.open(), 'ann');
  answer = {
    FIRESTORE_EMULATOR_HOST: `${stores.host}:${stores.port}`,
    PUBSUB_EMULATOR_HOST: '127.0.0.1:9',
    BIGQUERY_EMULATOR_HOST: 'http://127.0.0.1:9',
  };
  local = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(request.url === '/local/endpoints' ? JSON.stringify(answer) : '{}');
  });
  await new Promise<void>((resolve) => local.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  local.closeAllConnections();
  await new Promise((resolve) => local.close(resolve));
  await stores.close();
});
const port = () => String((local.address() as AddressInfo).port);

/** Runs what `npm run admin` runs, with only this environment besides the path. */
async function admin(words: string, environment: Record<string, string>) {
  const program = new URL('../../../infra/admin/main.ts', import.meta.url).pathname;
  const args = ['--disable-warning=ExperimentalWarning', program, ...words.split(' ').filter(Boolean)];
  const env = { PATH: process.env['PATH'], ...environment };
  return run(process.execPath, args, { env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (cause: unknown) => cause as { code: number; stdout: string; stderr: string },
  );
}

it('finds the Butler that runs on this machine with nothing but the key', async () => {
  const { code, stdout, stderr } = await admin('list --json', { PROFILE_ADMIN_API_KEY: key, PORT: port() });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ people: [{ id: 'ann' }, { id: 'telegram:ann-1' }], next: null });
});

it('works with an emulator', async () => {
  const environment = {
    PROFILE_ADMIN_API_KEY: key,
    FIRESTORE_EMULATOR_HOST: `${stores.host}:${stores.port}`,
  };
  expect(await admin('show ann', environment)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/name: ann/) as string,
  });
  expect(await admin('erase ann', environment)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/give --yes/) as string,
  });
  expect(await admin('show nobody', environment)).toMatchObject({
    code: 1,
    stdout: '',
    stderr: 'There is no person nobody.\n',
  });
});

it('does nothing without the key', async () => {
  const environment = { FIRESTORE_EMULATOR_HOST: `${stores.host}:${stores.port}` };
  const stderr = 'PROFILE_ADMIN_API_KEY is not set; the admin CLI needs it.\n';
  expect(await admin('list', environment)).toMatchObject({ code: 1, stdout: '', stderr });
});

it('says that no Butler runs', async () => {
  answer = { hello: 'world' };
  const given = { PROFILE_ADMIN_API_KEY: key };
  expect(await admin('list', { ...given, PORT: port() })).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/is no Butler/) as string,
  });
  expect(await admin('list', { ...given, PORT: '9' })).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^No Butler answers at http:\/\/127\.0\.0\.1:9\. Start one with npm start, or name a project/,
    ) as string,
  });
});

it('explains itself, and a wrong word is told with exit code 2', async () => {
  expect(await admin('', {})).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Usage: npm run admin/) as string,
  });
  expect(await admin('dance', {})).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/There is no verb dance/) as string,
  });
});

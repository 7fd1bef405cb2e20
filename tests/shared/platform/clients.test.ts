import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBigQuery } from '../../../infra/local/bigquery/index.ts';
import { startFirestore } from '../../../infra/local/firestore/index.ts';
import { startPubSub } from '../../../infra/local/pubsub/index.ts';
import { startScheduler } from '../../../infra/local/scheduler/index.ts';
import { openStore } from '../../../infra/local/store.ts';

const run = promisify(execFile);
const environment: Record<string, string> = { GOOGLE_CLOUD_PROJECT: 'demo-butler', HOME: '/nonexistent' };
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const store = openStore(':memory:');
  const firestore = await startFirestore({ store });
  const pubsub = await startPubSub({ store });
  const bigquery = await startBigQuery({ file: ':memory:' });
  const scheduler = await startScheduler({ store, publish: () => Promise.resolve() });
  stops.push(...[firestore, pubsub, bigquery, scheduler].map((service) => () => service.close()));
  stops.push(() => store.close());
  Object.assign(environment, {
    FIRESTORE_EMULATOR_HOST: firestore.host,
    PUBSUB_EMULATOR_HOST: pubsub.host,
    BIGQUERY_EMULATOR_HOST: bigquery.host,
    CLOUD_SCHEDULER_EMULATOR_HOST: scheduler.host,
  });
});
afterAll(async () => {
  for (const stop of stops) await stop();
});

it('every client talks to its emulator, asks for no credentials and warns of none', async () => {
  const script = fileURLToPath(new URL('./call-every-client.ts', import.meta.url));
  const { stdout, stderr } = await run(process.execPath, [script], { env: environment });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({ failures: {}, reached: ['127.0.0.1'] });
});

it('loads a client’s library when the client is first asked for and not before', async () => {
  const code = `
    import { createRequire } from 'node:module';
    const { cache } = createRequire(process.cwd() + '/none.js');
    const loaded = () => ['firestore', 'pubsub', 'bigquery', 'scheduler', 'grpc-js'].filter((name) =>
      Object.keys(cache).some((file) => new RegExp('@(google-cloud|grpc)/' + name + '/').test(file)));
    const clients = await import('./shared/platform/clients.ts');
    const before = loaded();
    await clients.bigquery();
    process.stdout.write(JSON.stringify([before, loaded()]));
  `;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], { env: environment });
  expect(JSON.parse(stdout)).toEqual([[], ['bigquery']]);
});

it('a read that begins after the client was closed is rejected, and ends no process', async () => {
  const code = `
    const { firestore, closeClients } = await import('./shared/platform/clients.ts');
    const client = await firestore();
    const before = (await client.doc('config/catalog').get()).exists;
    await closeClients();
    const reads = [client.doc('config/catalog').get(), client.collection('config').get()];
    const told = (await Promise.allSettled(reads)).map(({ reason }) => reason?.message);
    const again = (await (await firestore()).doc('config/catalog').get()).exists;
    await closeClients();
    process.stdout.write(JSON.stringify([before, told, again]));
  `;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], {
    env: environment,
    timeout: 20_000,
  });
  const closed = 'The Firestore client was closed.';
  expect(JSON.parse(stdout)).toEqual([false, [closed, closed], false]);
});

it('names the variable that is missing', async () => {
  const code = `
    const { firestore } = await import('./shared/platform/clients.ts');
    await firestore().catch((cause) => process.stdout.write(cause.message));
  `;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], { env: {} });
  expect(stdout).toBe('The configuration is not right: GOOGLE_CLOUD_PROJECT is not set.');
});

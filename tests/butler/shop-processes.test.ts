import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { warmUps } from '../../infra/build/build-functions.ts';
import { bundleFunction } from '../../infra/build/bundle-function.ts';
import { deployment } from '../../infra/deployment.ts';
import { type LocalCloud, startCloud } from '../../infra/local/cloud.ts';
import { createIssuer } from '../../infra/local/issuer.ts';
import { provision } from '../../infra/provision/provision.ts';
import { seed } from '../../infra/seed/seed.ts';
import { closeClients, firestore } from '../../shared/platform/clients.ts';
import { type StartedBundle, startBundle } from '../infra/build/start-bundle.ts';
import { startKeyServer } from '../shared/platform/fake-key-server.ts';
import { tellStories } from './shop-stories.ts';

const names = ['interactions', 'search'] as const;
type Name = (typeof names)[number];

let folder: string;
let cloud: LocalCloud;
let keys: Awaited<ReturnType<typeof startKeyServer>>;
let issuer: Awaited<ReturnType<typeof createIssuer>>;
const instances: Record<Name, StartedBundle[]> = { interactions: [], search: [] };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'butler-shop-'));
  keys = await startKeyServer();
  issuer = await createIssuer({ data: ':memory:', url: () => keys.url });
  keys.state.keys = issuer.jwks().keys;
  cloud = await startCloud({ data: ':memory:' });
  const environment = {
    ...cloud.endpoints,
    GOOGLE_CLOUD_PROJECT: 'demo-butler',
    AUTH_ISSUER_URL: keys.url,
    PROFILE_ADMIN_API_KEY: 'the-key-of-this-test',
  };
  Object.assign(process.env, environment);
  await provision({ apply: true });
  await seed(await firestore(), { onlyEmpty: true });
  for (const name of names) {
    const own = join(folder, name);
    await bundleFunction(name, { folder: own, warmUp: warmUps(deployment[name]) });
    instances[name] = await Promise.all([1, 2].map(() => startBundle(own, name, environment)));
  }
  // Only an instance's first requests wait.
  const { call } = shopper('first');
  for (let each = 0; each < instances.search.length; each++) {
    await call('/api/search/personalized', { query: 'milk' });
    const event = { eventType: 'click_product', productId: 'oat-milk' };
    expect((await call('/api/interactions/track', event)).status).toBe(202);
  }
}, 120_000);

afterAll(async () => {
  for (const instance of Object.values(instances).flat()) {
    instance.signal('SIGKILL');
    await instance.exit;
  }
  await closeClients();
  await Promise.all([cloud.close(), keys.close()]);
  await rm(folder, { recursive: true });
});

const calls: Record<Name, number> = { interactions: 0, search: 0 };

/** Each call goes to the other instance of its function. */
function shopper(userId: string) {
  const token = issuer.signUser(userId);
  return {
    call: async (path: string, json: unknown) => {
      const name = path.startsWith('/api/search') ? 'search' : 'interactions';
      const instance = instances[name][calls[name]++ % instances[name].length];
      if (!instance) throw new Error(`No instance of ${name} runs.`);
      return fetch(new URL(path, instance.url), {
        method: 'POST',
        headers: { authorization: `Bearer ${await token}`, 'content-type': 'application/json' },
        body: JSON.stringify(json),
      });
    },
  };
}

tellStories(shopper, { atOnce: false });

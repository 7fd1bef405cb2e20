import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Firestore } from '@google-cloud/firestore';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { parseCommand } from '../../../infra/admin/parse-command.ts';
import { replayRules } from '../../../infra/admin/replay-rules.ts';
import { runCommand } from '../../../infra/admin/run-command.ts';
import { importCatalog, productSchema } from '../../../shared/catalog/index.ts';
import { createTracking, rawActionsTable, type TrackedEvent } from '../../../shared/events/index.ts';
import { createPeople } from '../../../shared/person/index.ts';
import { configureLog } from '../../../shared/platform/log.ts';
import {
  createRules,
  defaultRules,
  liveRulesRef,
  preferencesOf,
  preferencesRef,
  shippedText,
  shippedVersion,
} from '../../../shared/preferences/index.ts';
import { createRights } from '../../../shared/rights/index.ts';
import { startLog } from '../../shared/action-log/start-log.ts';
import { startStores } from '../../shared/rights/start-stores.ts';

afterAll(configureLog({ sink: () => undefined }));

let stores: Awaited<ReturnType<typeof startStores>>;
let log: Awaited<ReturnType<typeof startLog>>;
let store: Firestore;
let folder: string;
beforeAll(async () => {
  [stores, log] = await Promise.all([startStores(), startLog()]);
  store = stores.open();
  folder = await mkdtemp(join(tmpdir(), 'butler-rules-'));
});
afterAll(async () => {
  await Promise.all([stores.close(), log.close()]);
  await rm(folder, { recursive: true });
});
beforeEach(() => liveRulesRef(store).delete());

const open = () => Promise.resolve(store);
const bigquery = () => Promise.resolve(log.client);

async function rules(...words: string[]): Promise<{ said: string; failed?: string }> {
  const output = new PassThrough();
  const written = text(output);
  const failed = await runCommand(parseCommand(['rules', ...words]), {
    firestore: store,
    people: createPeople({ firestore: open }),
    rights: createRights({ firestore: open }),
    compress: () => Promise.resolve('nothing'),
    bigquery,
    dataset: 'butler',
    place: 'the test',
    output,
    ask: undefined,
  }).then(
    () => undefined,
    (cause: unknown) => (cause instanceof Error ? cause.message : String(cause)),
  );
  output.end();
  return { said: await written, ...(failed !== undefined && { failed }) };
}

async function fileOf(content: string): Promise<string> {
  const file = join(folder, 'rules.yaml');
  await writeFile(file, content);
  return file;
}

const milk = { category: 'milk', price: { amount: 1, currency: 'EUR' } };
const catalog = [
  { ...milk, productId: 'oat', name: { ru: 'Овсяное молоко', en: 'Oat milk' }, brand: 'Oatly' },
  { ...milk, productId: 'cow', name: { ru: 'Коровье молоко', en: 'Cow milk' }, brand: 'Farm' },
  { ...milk, productId: 'goat', name: { ru: 'Козье молоко', en: 'Goat milk' }, brand: 'Hill' },
].map((product) => productSchema.parse(product));

/** Tracks what a person does, in the store and in the log. */
async function track(userId: string, ...events: Partial<TrackedEvent>[]): Promise<void> {
  const rows: object[] = [];
  const tracking = createTracking({
    firestore: open,
    people: createPeople({ firestore: open }),
    products: { find: (id) => Promise.resolve(catalog.find(({ productId }) => productId === id)) },
    rules: { current: () => shippedVersion, ready: () => Promise.resolve() },
    rows: { push: (insertId, json) => void rows.push({ insertId, json }) },
    personalization: true,
  });
  for (const event of events)
    await tracking.track(
      userId,
      { eventType: 'purchase', productId: 'oat', ...event },
      { receivedAt: Date.now(), durable: true },
    );
  await log.client.dataset('butler').table(rawActionsTable).insert(rows, { raw: true });
}

it('shows the built-in rules, and what an operator set', async () => {
  expect(await rules('show', '--default')).toEqual({ said: `${shippedText}\n` });
  expect((await rules('show')).said).toContain(`# The built-in rules. Version ${shippedVersion.version}.`);
  await liveRulesRef(store).set({ text: 'rank: { personal: 2 }', version: 'any', updatedAt: 1 });
  expect((await rules('show')).said).toMatch(/^# The live rules.*\nrank: \{ personal: 2 \}\n$/);
  await liveRulesRef(store).set({ text: 'rank: 2', version: 'any', updatedAt: 1 });
  expect((await rules('show')).said).toMatch(/# Not in force, for something is wrong:\n# 1:7 rank: /);
});

it('tells what is wrong with a file and where, and does not put it into force', async () => {
  const file = await fileOf('rank:\n  personel: 2\nusual:\n  badge: often\n');
  const problems = {
    said: '2:3 rank.personel: There is no such rule\n4:10 usual.badge: Invalid input: expected number, received string\n',
    failed: 'There are 2 problems.',
  };
  expect(await rules('check', file)).toEqual(problems);
  expect(await rules('set', file)).toEqual(problems);
  expect(await rules('try', file)).toEqual(problems);
  expect((await liveRulesRef(store).get()).exists).toBe(false);
  expect((await rules('check', join(folder, 'none.yaml'))).failed).toContain('cannot be read');
});

it('puts rules into force, says what changes, and when people are to be learned anew', async () => {
  const file = await fileOf('# ours\nrank: { personal: 2 }\n');
  expect((await rules('check', file)).said).toMatch(
    /Nothing is wrong\.\nrule +now +then\nrank\.personal +1 +2\n/,
  );
  const { said, failed } = await rules('set', file);
  expect(said).toMatch(/rank\.personal +1 +2\nThey are in force within a minute\. Version \w{12}\.\n$/);
  expect(failed).toBeUndefined();
  const live = createRules({ firestore: open });
  await live.ready();
  expect(live.current().rules.rank.personal).toBe(2);
  expect(said).toContain(live.current().version);
  const slower = await fileOf('halfLifeDays: { item: { minus: 60 } }');
  expect((await rules('set', slower)).said).toMatch(/rank\.personal +2 +1\n[^]*rules replay\.\n$/);
  expect((await rules('set', '--default')).said).toMatch(/halfLifeDays\.item\.minus +60 +30\nThe built-in/);
  expect((await liveRulesRef(store).get()).exists).toBe(false);
});

it('tries rules on what people did, and changes nothing', async () => {
  await track(
    'ann',
    {},
    { eventType: 'click_product', productId: 'cow' },
    { eventType: 'click_product', productId: 'cow' },
  );
  await track('bob', { productId: 'goat' });
  const before = preferencesOf(await preferencesRef(store, 'ann').get());
  const file = await fileOf('weights: { purchase: 0.01, click_product: 5 }\nfirstPurchase: 0.01\n');
  const { said } = await rules('try', file, '--user', 'ann');
  expect(said).toMatch(/^product +now +then +score now +score then\ncow +2 +1 /);
  expect(said).toMatch(/\noat +1 +2 /);
  const all = (await rules('try', file)).said;
  expect(all).toMatch(/^The first 10 differ for 1 of 2 people\.\nproduct +up +down +in +out +places\n/);
  expect((await rules('try', await fileOf(''))).said).toBe('The first 10 differ for 0 of 2 people.\n');
  expect((await rules('try', file, '--user', 'nobody')).said).toBe('Nothing was learned yet.\n');
  expect(preferencesOf(await preferencesRef(store, 'ann').get())).toEqual(before);
});

it('tries rules on a query, with their synonyms', async () => {
  await importCatalog({ firestore: store }, catalog);
  const file = await fileOf(
    'weights: { purchase: 0.01, click_product: 5 }\nfirstPurchase: 0.01\nsynonyms: [[moo, milk]]\n',
  );
  expect((await rules('try', file, '--user', 'ann', '--query', 'milk')).said).toMatch(/cow +2 +1 /);
  expect((await rules('try', file, '--user', 'ann', '--query', 'moo')).said).toMatch(/cow +- +1 /);
});

it('learns everyone anew under the rules in force, but not whose events are not all in the log', async () => {
  await rules('set', await fileOf('halfLifeDays: { item: { plus: 60 } }'));
  expect(await rules('replay')).toEqual({ said: 'Learned 2 people anew from 4 events.\n' });
  const stored = async (userId: string) => preferencesOf(await preferencesRef(store, userId).get());
  expect((await stored('ann'))?.halfLives.item.plus).toBe(60);
  await store.recursiveDelete(store.doc('users/bob'));
  await rules('set', '--default');
  expect(await rules('replay', '--user', 'ann')).toEqual({ said: 'Learned 1 people anew from 3 events.\n' });
  expect((await stored('ann'))?.halfLives).toEqual(defaultRules.halfLifeDays);
  expect(await stored('bob')).toBeUndefined();

  await log.clear();
  const services = { firestore: store, bigquery, dataset: 'butler' };
  const again = (incomplete: boolean) =>
    replayRules(services, { rules: defaultRules, user: 'ann', incomplete }, { waitMs: 1 });
  const before = await stored('ann');
  expect(await again(false)).toMatchObject({
    value: { people: 0, behind: [{ user: 'ann', missing: 3 }] },
    failed: expect.stringContaining('left as they were'),
  });
  expect(await stored('ann')).toEqual(before);
  expect(await again(true)).toMatchObject({ value: { people: 1, events: 0, missing: 3 } });
});

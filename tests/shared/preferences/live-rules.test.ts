import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createPopulation,
  createRules,
  defaultRules,
  goodRulesRef,
  liveRulesRef,
  populationRef,
  ratesOf,
  savePopulation,
  shippedVersion,
  unknownPopulation,
} from '../../../shared/preferences/index.ts';
import { configureLog } from '../../../shared/platform/log.ts';
import { registry } from '../../../shared/platform/metrics.ts';
import { type Server, startServer } from '../../infra/local/firestore/start-server.ts';

let server: Server;
let now = Date.parse('2026-03-01T12:00:00Z');
let loads = 0;
let lines: Record<string, unknown>[] = [];
const undo = configureLog({ sink: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) });

beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  undo();
  await server.stop();
});
beforeEach(async () => {
  await liveRulesRef(server.firestore).delete();
  await goodRulesRef(server.firestore).delete();
  await populationRef(server.firestore).delete();
  loads = 0;
  lines = [];
});

const options = () => ({
  firestore: () => {
    loads += 1;
    return Promise.resolve(server.firestore);
  },
  clock: () => now,
});
const say = (text: unknown) => liveRulesRef(server.firestore).set({ text, version: 'any', updatedAt: now });
const rejected = async () =>
  (await registry.getSingleMetric('rules_rejected_total')?.get())?.values[0]?.value ?? NaN;

test('the shipped rules hold where an operator set none, and before any were read', async () => {
  const rules = createRules(options());
  expect(rules.current()).toEqual(shippedVersion);
  await rules.ready();
  expect(rules.current()).toEqual(shippedVersion);
});

test('what an operator sets is in force within a minute, without anyone waiting', async () => {
  const rules = createRules(options());
  await rules.ready();
  await say('rank: { personal: 2 }');
  now += 29_000;
  expect([rules.current().rules.rank.personal, loads]).toEqual([1, 1]);
  now += 1000;
  expect(rules.current().rules.rank.personal).toBe(1);
  await expect.poll(() => rules.current().rules.rank.personal).toBe(2);
  expect(rules.current().rules).toEqual({ ...defaultRules, rank: { ...defaultRules.rank, personal: 2 } });
  expect(rules.current().version).not.toBe(shippedVersion.version);
  expect(loads).toBe(2);
});

test('whoever waits gets rules that held within the last minute, read once for all who wait', async () => {
  const rules = createRules(options());
  await rules.ready();
  await say('rank: { personal: 3 }');
  now += 3_600_000;
  await Promise.all(Array.from({ length: 20 }, () => rules.ready()));
  expect([rules.current().rules.rank.personal, loads]).toEqual([3, 2]);
});

test('a broken edit leaves the last good rules in force, is counted, and told once with its place', async () => {
  const rules = createRules(options());
  await say('rank: { personal: 3 }');
  await rules.ready();
  const before = await rejected();
  for (const broken of ['rank:\n  personel: 3', 7]) {
    await say(broken);
    await rules.refresh();
    await rules.refresh();
    expect(rules.current().rules.rank.personal).toBe(3);
  }
  expect(await rejected()).toBe(before + 4);
  expect(lines.filter(({ message }) => message === 'preferences.rules_rejected')).toMatchObject([
    { severity: 'ERROR', line: 2, column: 3, path: 'rank.personel' },
    { severity: 'ERROR', path: 'text' },
  ]);
  await say('rank: { personal: 4 }');
  await rules.refresh();
  expect(rules.current().rules.rank.personal).toBe(4);
  await liveRulesRef(server.firestore).delete();
  await rules.refresh();
  expect(rules.current()).toEqual(shippedVersion);
});

test('an instance that starts while the live rules are broken goes by the last good ones', async () => {
  const kept = async () => (await goodRulesRef(server.firestore).get()).get('text') as unknown;
  const old = createRules(options());
  await say('rank: { personal: 3 }');
  await old.ready();
  await expect.poll(kept).toBe('rank: { personal: 3 }');
  await say('rank: [1');
  const started = createRules(options());
  await started.ready();
  expect(started.current()).toEqual(old.current());
  await started.refresh();
  expect(started.current().rules.rank.personal).toBe(3);
  await liveRulesRef(server.firestore).delete();
  await old.refresh();
  await expect.poll(kept).toBeUndefined();
  await say('rank: [1');
  const late = createRules(options());
  await late.ready();
  expect(late.current()).toEqual(shippedVersion);
});

test('rules that cannot be read stay as they were, and are not asked for again at once', async () => {
  let down = false;
  const rules = createRules({
    ...options(),
    firestore: () => {
      loads += 1;
      return down ? Promise.reject(new Error('down')) : Promise.resolve(server.firestore);
    },
  });
  await say('rank: { personal: 3 }');
  await rules.ready();
  down = true;
  now += 120_000;
  await rules.ready();
  await rules.ready();
  expect([rules.current().rules.rank.personal, loads]).toEqual([3, 2]);
  await expect(rules.refresh()).rejects.toThrow('down');
  down = false;
  now += 5000;
  await rules.ready();
  expect(loads).toBe(4);
});

test('the population is what was counted last', async () => {
  const population = createPopulation(options());
  await population.ready();
  expect(population.current()).toBe(unknownPopulation);
  const none = { worths: [], total: 0, keys: 0 };
  const counted = ratesOf({
    category: { worths: [['milk', 3]], total: 3, keys: 1 },
    brand: none,
    attribute: none,
    item: none,
  });
  await savePopulation(server.firestore, counted, { at: now, rulesVersion: 'v' });
  now += 60_000;
  await population.ready();
  const held = population.current();
  expect(held.rates.category.get('milk')).toBeCloseTo(3.5 / 4);
  now += 60_000;
  await population.ready();
  expect(population.current()).toBe(held);
});

test('the rates of any catalog fit into one document', async () => {
  const long = Array.from({ length: 12_000 }, (_, n) => [`${n}`.padStart(120, 'п'), 12_000 - n] as const);
  const sums = { worths: long, total: 1e8, keys: 12_000 };
  const document = ratesOf({ category: sums, brand: sums, attribute: sums, item: sums });
  await savePopulation(server.firestore, document, { at: now, rulesVersion: 'v' });
  const population = createPopulation(options());
  await population.ready();
  const { category, item } = population.current().rates;
  expect(category.size).toBeGreaterThan(300);
  expect(item.size).toBeGreaterThan(1500);
});

import type { WriteBatch } from '@google-cloud/firestore';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { configureLog } from '../../../shared/platform/log.ts';
import { createQuotas, type QuotaOptions } from '../../../shared/quota/index.ts';
import { type Server, startServer } from '../../infra/local/firestore/start-server.ts';

let server: Server;
let now = 0;
let person = 0;
let userId = '';
const undo = configureLog({ level: 'error' });
beforeAll(async () => {
  server = await startServer();
});
beforeEach(() => {
  now = Date.parse('2026-11-21T12:00:00Z') + person * 10 * 86_400_000;
  userId = `person-${(person += 1)}`;
});
afterAll(async () => {
  undo();
  await server.stop();
});

const made = (config: Partial<QuotaOptions['config']> = {}, more: Partial<QuotaOptions> = {}) =>
  createQuotas({
    firestore: () => Promise.resolve(server.firestore),
    config: {
      TURNS_PER_MINUTE: 3,
      PERSON_TOKENS_PER_DAY: undefined,
      TOTAL_TOKENS_PER_DAY: undefined,
      ...config,
    },
    clock: () => now,
    ...more,
  });
type Made = ReturnType<typeof made>;

async function commit(stage: (batch: WriteBatch) => void): Promise<void> {
  const batch = server.firestore.batch();
  stage(batch);
  await batch.commit();
}
const spend = (quotas: Made, tokens = 0, turns = 1) =>
  commit((batch) => quotas.stage(batch, userId, { turns, tokens }));
const stored = async () => (await server.firestore.doc(`quotas/${userId}`).get()).data();

it('refuses the turn past the limit, and says when to come back', async () => {
  const quotas = made();
  for (let turn = 0; turn < 3; turn += 1) {
    expect(quotas.allow(userId, await quotas.read(userId))).toEqual({ ok: true });
    await spend(quotas);
    now += 10_000;
  }
  const spent = await quotas.read(userId);
  expect(quotas.allow(userId, spent)).toEqual({ ok: false, why: 'turns', retryAfterSeconds: 30 });
  now += 30_000;
  expect(quotas.allow(userId, await quotas.read(userId))).toEqual({ ok: true });
});

it('counts turns that another instance took', async () => {
  const [one, other] = [made(), made()];
  for (let turn = 0; turn < 3; turn += 1) {
    expect(one.allow(userId, await one.read(userId)).ok).toBe(true);
    await spend(one);
  }
  expect(other.allow(userId, await other.read(userId))).toMatchObject({ ok: false, retryAfterSeconds: 60 });
});

it('lets no turn slip through among those of the same moment', async () => {
  const quotas = made();
  const allowed = await Promise.all(
    Array.from({ length: 20 }, async () => quotas.allow(userId, await quotas.read(userId))),
  );
  expect(allowed.filter(({ ok }) => ok)).toHaveLength(3);
});

it('counts by itself while the store does not answer', () => {
  const quotas = made();
  const allowed = Array.from({ length: 5 }, () => quotas.allow(userId, undefined).ok);
  expect(allowed).toEqual([true, true, true, false, false]);
});

it('does not count one person’s turns for another', async () => {
  const quotas = made({ TURNS_PER_MINUTE: 1 });
  expect(quotas.allow(userId, await quotas.read(userId)).ok).toBe(true);
  expect(quotas.allow('someone-else', await quotas.read('someone-else')).ok).toBe(true);
});

it('reads once and keeps what is spent in the turn’s own write', async () => {
  const quotas = made();
  server.local.resetCounts();
  await quotas.read(userId);
  expect(server.local.counts()).toMatchObject({ reads: 1, writes: 0 });
  await spend(quotas, 250);
  expect(server.local.counts()).toMatchObject({ reads: 1, writes: 1 });
});

it('adds up what turns spend at once', async () => {
  const quotas = made();
  await quotas.read(userId);
  await Promise.all(Array.from({ length: 10 }, () => spend(quotas, 7)));
  const { turns, tokens } = await quotas.read(userId);
  expect(Object.values(turns)).toEqual([10]);
  expect(tokens).toEqual({ [new Date(now).toISOString().slice(0, 10)]: 70 });
});

it('spends a person’s tokens by UTC day', async () => {
  const quotas = made({ PERSON_TOKENS_PER_DAY: 500 });
  now = Date.parse('2026-12-31T23:59:50Z');
  await quotas.read(userId);
  await spend(quotas, 499);
  expect(quotas.tokensLeft(await quotas.read(userId))).toBe('ok');
  await spend(quotas, 1, 0);
  expect(quotas.tokensLeft(await quotas.read(userId))).toBe('person');
  expect(quotas.tokensLeft(await quotas.read('someone-else'))).toBe('ok');
  now += 10_000;
  expect(quotas.tokensLeft(await quotas.read(userId))).toBe('ok');
});

it('keeps what is spent when a turn spends nothing', async () => {
  const quotas = made({ PERSON_TOKENS_PER_DAY: 500 });
  await quotas.read(userId);
  await spend(quotas, 500);
  await spend(quotas, 0);
  await spend(quotas, 0, 0);
  const { tokens, turns } = await quotas.read(userId);
  expect([Object.values(tokens), Object.values(turns)]).toEqual([[500], [2]]);
});

it('keeps no turns and days that no longer count, and expires', async () => {
  const quotas = made();
  await quotas.read(userId);
  await spend(quotas, 10);
  now += 86_400_000;
  await quotas.read(userId);
  await spend(quotas, 20);
  const document = await stored();
  expect(Object.keys(document!['turns'] as object)).toEqual([String(now / 1000)]);
  expect(document!['tokens']).toEqual({ [new Date(now).toISOString().slice(0, 10)]: 20 });
  const expireAt = (document!['expireAt'] as { toMillis(): number }).toMillis();
  expect(expireAt - now).toBe(2 * 86_400_000);
});

it('stages a turn that it was not asked about before', async () => {
  const quotas = made();
  await Promise.resolve();
  await spend(quotas, 5);
  expect((await quotas.read(userId)).tokens).toEqual({ [new Date(now).toISOString().slice(0, 10)]: 5 });
});

it('stops everyone when the total of the day is spent, until the next day', async () => {
  const [one, other] = [made({ TOTAL_TOKENS_PER_DAY: 1000 }), made({ TOTAL_TOKENS_PER_DAY: 1000 })];
  one.addTotal(600);
  other.addTotal(300);
  await one.flush();
  await other.flush();
  now += 10_000;
  expect(one.tokensLeft(await one.read(userId))).toBe('ok');
  other.addTotal(100);
  await other.flush();
  now += 10_000;
  expect(one.tokensLeft(await one.read(userId))).toBe('total');
  expect(other.tokensLeft(await other.read(userId))).toBe('total');
  now += 86_400_000;
  expect(one.tokensLeft(await one.read(userId))).toBe('ok');
});

it('knows its own part of the total before it is written, and counts it once', async () => {
  const quotas = made({ TOTAL_TOKENS_PER_DAY: 1000 });
  expect(quotas.tokensLeft(await quotas.read(userId))).toBe('ok');
  quotas.addTotal(999);
  expect(quotas.tokensLeft(await quotas.read(userId))).toBe('ok');
  await quotas.flush();
  now += 10_000;
  expect(quotas.tokensLeft(await quotas.read(userId))).toBe('ok');
  quotas.addTotal(1);
  expect(quotas.tokensLeft(await quotas.read(userId))).toBe('total');
});

it('writes many additions to the total at once, and reads it seldom', async () => {
  const quotas = made({ TOTAL_TOKENS_PER_DAY: 1_000_000 });
  server.local.resetCounts();
  for (let turn = 0; turn < 50; turn += 1) {
    quotas.addTotal(10);
    await quotas.read(userId);
  }
  expect(server.local.counts()).toMatchObject({ reads: 51, writes: 0 });
  await quotas.flush();
  await quotas.flush();
  expect(server.local.counts()).toMatchObject({ writes: 1 });
});

it('keeps what could not be written to the total for the next time', async () => {
  let up = false;
  const firestore = () => (up ? Promise.resolve(server.firestore) : Promise.reject(new Error('down')));
  const quotas = made({ TOTAL_TOKENS_PER_DAY: 100 }, { firestore });
  quotas.addTotal(100);
  await quotas.flush();
  expect(quotas.tokensLeft(undefined)).toBe('total');
  up = true;
  await quotas.flush();
  const fresh = made({ TOTAL_TOKENS_PER_DAY: 100 });
  expect(fresh.tokensLeft(await fresh.read(userId))).toBe('total');
});

it('writes the total by itself after a while', async () => {
  const quotas = made({ TOTAL_TOKENS_PER_DAY: 100 }, { totalFlushMs: 5 });
  const day = new Date(now).toISOString().slice(0, 10);
  quotas.addTotal(60);
  const total = server.firestore.doc(`quotas/~total~${day}`);
  await vi.waitFor(async () => expect((await total.get()).get('tokens')).toBe(60));
  expect(quotas.tokensLeft(await quotas.read(userId))).toBe('ok');
});

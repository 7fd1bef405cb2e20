import type { Firestore } from '@google-cloud/firestore';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createRights, type ErasureMessage, type RightsOptions } from '../../../shared/rights/index.ts';
import { everything, livePerson } from './live-person.ts';
import { startStores } from './start-stores.ts';

let stores: Awaited<ReturnType<typeof startStores>>;
let firestore: Firestore;
let receipts = 0;
beforeEach(async () => {
  stores = await startStores();
  firestore = stores.open();
});
afterEach(() => stores.close());

const noRows = { bigquery: () => Promise.reject(new Error('not asked')), dataset: 'butler', tables: [] };

function rightsOf(options: Partial<RightsOptions> = {}) {
  return createRights({
    firestore: () => Promise.resolve(firestore),
    rows: noRows,
    ids: () => `receipt-${(receipts += 1)}`,
    ...options,
  });
}

it('an erased person leaves nothing behind, and the receipt counts it', async () => {
  await livePerson(firestore, 'ann', { archive: 1000 });
  await livePerson(firestore, 'bob');
  const others = (await everything(firestore)).filter((path) => path.includes('bob'));
  const asked: ErasureMessage[] = [];
  const dropped: string[] = [];
  const rights = rightsOf({
    publish: (message) => Promise.resolve(asked.push(message)),
    caches: [{ drop: (userId) => dropped.push(userId) }],
  });

  const receipt = await rights.erase('ann');

  expect(await everything(firestore)).toEqual(others);
  expect(others.length).toBeGreaterThan(12);
  expect(receipt).toMatchObject({ state: 'pending', doneAt: null });
  expect(receipt.erasedAt).toBeGreaterThanOrEqual(receipt.requestedAt);
  expect(receipt.documents).toEqual({
    users: 2,
    state: 2,
    conversations: 1,
    archive: 1001,
    recall: 1,
    outbox: 1,
    deep: 1,
    identities: 1,
    linkCodes: 1,
    quotas: 2,
    jobs: 1,
  });
  expect(asked).toEqual([{ receiptId: receipt.id }]);
  expect(dropped).toContain('ann');
});

it('a receipt is shown to its person alone', async () => {
  await livePerson(firestore, 'ann');
  const rights = rightsOf();
  const receipt = await rights.erase('ann');
  expect(await rights.receipt('ann', receipt.id)).toEqual(receipt);
  expect(await rights.receipt('bob', receipt.id)).toBeUndefined();
  expect(await rights.receipt('ann', 'link-ann')).toBeUndefined();
  expect(await rights.receipt('ann', '../ann')).toBeUndefined();
});

it('erasing twice, or in two places at once, is one erasure that counts everything once', async () => {
  await livePerson(firestore, 'ann', { archive: 900 });
  const elsewhere = stores.open();
  const rights = rightsOf();
  const there = rightsOf({ firestore: () => Promise.resolve(elsewhere) });
  const [left, right] = await Promise.all([rights.erase('ann'), there.erase('ann')]);
  expect(left.id).toBe(right.id);
  const again = await rights.erase('ann');
  expect(again.id).toBe(left.id);
  expect(again.documents).toMatchObject({ archive: 901, users: 2, state: 2 });
  expect(await everything(firestore)).toEqual([]);
});

it('a message from before or during the erasure makes nobody; a later one makes a new person', async () => {
  const people = await livePerson(firestore, 'ann');
  const before = Date.now();
  const receipt = await rightsOf().erase('ann');
  for (const userId of ['ann', 'telegram:ann-1']) {
    expect(await people.meet(userId, { receivedAt: before })).toBe('refused');
    expect(await people.meet(userId, { receivedAt: receipt.erasedAt ?? 0 })).toBe('refused');
  }
  expect(await everything(firestore)).toEqual([]);
  expect(await people.meet('ann', { receivedAt: (receipt.erasedAt ?? 0) + 1 })).toBe('new');
  expect((await people.profile('ann'))?.name).toBe('');
});

it('a person who came back and is erased again gets a receipt of their own', async () => {
  const people = await livePerson(firestore, 'ann');
  const rights = rightsOf();
  const first = await rights.erase('ann');
  await people.meet('ann', { receivedAt: Date.now() + 1000 });
  const second = await rights.erase('ann');
  expect(second.id).not.toBe(first.id);
  expect(second.documents).toEqual({ users: 1, state: 2 });
});

it('someone who lives on under another id is not erased under the old one', async () => {
  await livePerson(firestore, 'ann');
  await expect(rightsOf().erase('telegram:ann-1')).rejects.toMatchObject({ code: 'conflict' });
});

it('what a late write left under an erased person is removed before the receipt is done, once time has passed', async () => {
  await livePerson(firestore, 'ann');
  let now = Date.now();
  const rights = rightsOf({ clock: () => now });
  const { id } = await rights.erase('ann');
  await firestore.doc('users/ann/outbox/18').set({ answer: 'late' });
  now += 10 * 60_000;
  expect(await rights.continueErasures()).toEqual({ done: 0, pending: 1, failed: 0 });
  expect(await everything(firestore)).toEqual([]);
  expect(await rights.continueErasures()).toEqual({ done: 1, pending: 0, failed: 0 });
  expect(await rights.receipt('ann', id)).toMatchObject({
    state: 'done',
    doneAt: now,
    documents: { outbox: 2 },
  });
  expect(await rights.continueErasures()).toEqual({ done: 0, pending: 0, failed: 0 });
});

it('who came back meanwhile keeps what they have since', async () => {
  const people = await livePerson(firestore, 'ann');
  let now = Date.now();
  const rights = rightsOf({ clock: () => now });
  await rights.erase('ann');
  now += 10 * 60_000;
  await people.meet('ann', { receivedAt: now });
  const made = await everything(firestore);
  expect(await rights.continueErasures()).toMatchObject({ done: 1 });
  expect(await everything(firestore)).toEqual(made);
  expect(made).toContain('users/ann/state/context');
});

it('an account that is linked while the erasure runs is erased with it', async () => {
  await livePerson(firestore, 'ann');
  const rights = rightsOf({ patienceMs: -1 });
  await rights.erase('ann');
  await firestore.doc('identities/telegram:9').set({ userId: 'ann' });
  await firestore.doc('users/telegram:9').set({ mergedInto: 'ann' });
  await firestore.doc('users/telegram:9/archive/a').set({ content: 'late' });
  await rights.continueErasures();
  expect(await everything(firestore)).toEqual([]);
  expect((await firestore.doc('erasures/telegram:9').get()).get('state')).toBe('erased');
});

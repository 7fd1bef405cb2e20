import { readFileSync } from 'node:fs';
import {
  assertFails,
  assertSucceeds,
  initializeTestEnvironment,
  type RulesTestEnvironment,
} from '@firebase/rules-unit-testing';
import {
  collection,
  collectionGroup,
  deleteDoc,
  doc,
  type Firestore,
  getDoc,
  getDocs,
  setDoc,
  setLogLevel,
  updateDoc,
} from 'firebase/firestore';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let environment: RulesTestEnvironment;
let anna: Firestore;
let boris: Firestore;
let nobody: Firestore;

const ownPaths = [
  'users/anna',
  'users/anna/state/preferences',
  'users/anna/conversations/c1',
  'users/anna/plans/2026-01-01',
];
const sharedPaths = [
  'jobs/heartbeat',
  'handledMessages/heartbeat:1',
  'identities/telegram:1',
  'linkCodes/123456',
  'quotas/anna',
  'products/milk',
  'catalogPacks/1',
  'tasks/walk',
  'config/rules',
];

beforeAll(async () => {
  // The client warns of every refusal, and refusals are what is tested.
  setLogLevel('silent');
  const [host = '', port = ''] = (process.env['FIRESTORE_EMULATOR_HOST'] ?? '').split(':');
  environment = await initializeTestEnvironment({
    // A project of its own: the rules hold for it alone, and nobody else's documents are in it.
    projectId: `demo-rules-${process.pid}`,
    firestore: {
      host,
      port: Number(port),
      rules: readFileSync(new URL('../../../infra/firestore.rules', import.meta.url), 'utf8'),
    },
  });
  await environment.withSecurityRulesDisabled(async (context) => {
    const firestore = context.firestore() as unknown as Firestore;
    for (const path of [...ownPaths, ...sharedPaths]) await setDoc(doc(firestore, path), { text: 'there' });
  });
  const as = (userId: string) => environment.authenticatedContext(userId).firestore() as unknown as Firestore;
  anna = as('anna');
  boris = as('boris');
  nobody = environment.unauthenticatedContext().firestore() as unknown as Firestore;
});

afterAll(() => environment.cleanup());

describe.each(ownPaths)('%s', (path) => {
  test('is read by the person it belongs to', async () => {
    const snapshot = await assertSucceeds(getDoc(doc(anna, path)));
    expect(snapshot.data()).toEqual({ text: 'there' });
  });

  test('is not read by another person or without signing in', async () => {
    await expect(assertFails(getDoc(doc(boris, path)))).resolves.toMatchObject({ code: 'permission-denied' });
    await expect(assertFails(getDoc(doc(nobody, path)))).resolves.toMatchObject({
      code: 'permission-denied',
    });
  });

  test('is not written by anyone, its owner included', async () => {
    for (const firestore of [anna, boris, nobody]) {
      const document = doc(firestore, path);
      for (const write of [
        setDoc(document, { text: 'new' }),
        updateDoc(document, { text: 'new' }),
        deleteDoc(document),
      ]) {
        await expect(assertFails(write)).resolves.toMatchObject({ code: 'permission-denied' });
      }
    }
  });
});

test('a person lists what is under their own path alone', async () => {
  const { size } = await assertSucceeds(getDocs(collection(anna, 'users/anna/conversations')));
  expect(size).toBe(1);
  await expect(assertFails(getDocs(collection(boris, 'users/anna/conversations')))).resolves.toBeDefined();
  await expect(assertFails(getDocs(collection(anna, 'users')))).resolves.toBeDefined();
});

test('a collection group, which reaches across people, is not read', async () => {
  await expect(assertFails(getDocs(collectionGroup(anna, 'conversations')))).resolves.toBeDefined();
});

test('a person makes no document under their own path', async () => {
  await expect(
    assertFails(setDoc(doc(anna, 'users/anna/state/new'), { text: 'new' })),
  ).resolves.toBeDefined();
});

test.each(sharedPaths)('%s is neither read nor written directly', async (path) => {
  for (const firestore of [anna, nobody]) {
    await expect(assertFails(getDoc(doc(firestore, path)))).resolves.toMatchObject({
      code: 'permission-denied',
    });
    await expect(assertFails(setDoc(doc(firestore, path), {}))).resolves.toMatchObject({
      code: 'permission-denied',
    });
  }
});

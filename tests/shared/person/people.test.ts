import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPeople, erasureMarkPath, type ErasureMark } from '../../../shared/person/index.ts';
import { contextOf, contextRef, emptyContext, touchContext } from '../../../shared/context/index.ts';
import { registry } from '../../../shared/platform/metrics.ts';
import { defaultPersona, firstWeekly, profileRef } from '../../../shared/profile/index.ts';
import { type Server, startServer } from '../../infra/local/firestore/start-server.ts';

const hour = 60 * 60 * 1000;
let server: Server;
let now = Date.parse('2026-03-01T12:00:00Z');
let made = 0;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const instance = () =>
  createPeople({
    firestore: () => Promise.resolve(server.firestore),
    skills: ['plan', 'search'],
    clock: () => now,
    ids: () => `macro-${++made}`,
  });
const newcomer = () => `person-${++made}`;
const receivedNow = () => ({ receivedAt: now });
const read = async (path: string) => (await server.firestore.doc(path).get()).data();
const command = (phrase: string, action = 'Say hello') => ({
  actionType: 'command' as const,
  triggerPhrases: [phrase],
  action,
  description: '',
});

async function total(name: string, labels: Record<string, string> = {}) {
  const metric = await registry.getSingleMetric(name)?.get();
  return metric?.values.find(({ labels: found }) => Object.entries(labels).every(([k, v]) => found[k] === v))
    ?.value;
}

async function mark(userId: string, content: ErasureMark) {
  await server.firestore.doc(erasureMarkPath(userId)).set(content);
}

it('first contact makes profile, context and macros with their defaults', async () => {
  const people = instance();
  const userId = newcomer();
  expect(await people.profile(userId)).toBeUndefined();
  expect(await people.meet(userId, receivedNow())).toBe('new');
  expect(await people.profile(userId)).toEqual({
    userId,
    name: '',
    timezone: 'UTC',
    language: 'ru',
    tone: 'witty',
    persona: defaultPersona.ru,
    domain: [],
    techStack: [],
    preferredTopics: [],
    communication: { useEmoji: false, markdown: true, responseLength: 'short' },
    archetype: 'foundation_builder',
    onboarded: false,
    onboardedAt: null,
    createdAt: now,
    updatedAt: now,
    epoch: now,
  });
  expect(await people.context(userId)).toEqual(emptyContext());
  expect(await people.macros(userId)).toEqual([]);
  expect(await people.meet(userId, receivedNow())).toBe('met');
});

it('what a surface knows of someone new is in their profile, what is no name is not', async () => {
  const people = instance();
  const [clara, odd] = [newcomer(), newcomer()];
  await people.meet(clara, { ...receivedNow(), hints: { name: ' Clara ', language: 'en' } });
  await people.meet(odd, { ...receivedNow(), hints: { name: 'two\nlines' } });
  expect(await people.profile(clara)).toMatchObject({
    name: 'Clara',
    language: 'en',
    persona: defaultPersona.en,
  });
  expect(await people.profile(odd)).toMatchObject({ name: '', language: 'ru' });
});

it('of many first contacts at once one makes the person', async () => {
  const userId = newcomer();
  const outcomes = await Promise.all(
    Array.from({ length: 10 }, () => instance().meet(userId, receivedNow())),
  );
  expect(outcomes.sort()).toEqual([...Array<string>(9).fill('met'), 'new']);
});

it('a profile that was written without times takes the document’s own', async () => {
  const people = instance();
  const userId = newcomer();
  await server.firestore.doc(`users/${userId}`).set({ userId, name: 'Анна' });
  const profile = await people.profile(userId);
  expect(profile).toMatchObject({ name: 'Анна', tone: 'witty' });
  expect(profile?.createdAt).toBeGreaterThan(0);
  expect(await people.meet(userId, receivedNow())).toBe('met');
  expect(await people.context(userId)).toEqual(emptyContext());
});

it('nobody is made anew by what was received before they were erased', async () => {
  const people = instance();
  const userId = newcomer();
  const asked = { requestedAt: now, receiptId: 'r' };
  await mark(userId, { ...asked, state: 'running' });
  expect(await people.meet(userId, { receivedAt: now + hour })).toBe('refused');
  await mark(userId, { ...asked, state: 'erased', erasedAt: now + 1000 });
  expect(await people.meet(userId, { receivedAt: now + 1000 })).toBe('refused');
  expect(await read(`users/${userId}`)).toBeUndefined();
  expect(await people.meet(userId, { receivedAt: now + 1001 })).toBe('new');
});

it('who comes back after being erased has a later epoch than they ever had', async () => {
  const people = instance();
  const userId = newcomer();
  await people.meet(userId, receivedNow());
  await people.editProfile(userId, { name: 'Ann' });
  const before = await people.profile(userId);
  await server.firestore.recursiveDelete(server.firestore.doc(`users/${userId}`));
  now += 1000;
  expect(await people.meet(userId, receivedNow())).toBe('new');
  const after = await people.profile(userId);
  expect(after?.name).toBe('');
  expect(after?.epoch).toBeGreaterThan(before!.epoch);
});

it('who was merged into someone else is neither met nor found', async () => {
  const people = instance();
  const userId = newcomer();
  await people.meet(userId, receivedNow());
  await server.firestore.doc(`users/${userId}`).update({ mergedInto: 'ann' });
  await server.firestore.doc(`users/${userId}/state/context`).delete();
  people.drop(userId);
  expect(await people.profile(userId)).toBeUndefined();
  expect(await people.meet(userId, receivedNow())).toBe('refused');
  expect(await read(`users/${userId}/state/context`)).toBeUndefined();
  await expect(people.editProfile(userId, { name: 'Ann' })).rejects.toMatchObject({ code: 'not_found' });
});

it('a changed profile moves the epoch of the person and of each of their windows', async () => {
  const people = instance();
  const userId = newcomer();
  await people.meet(userId, receivedNow());
  const windows = server.firestore.collection(`users/${userId}/conversations`);
  const ids = Array.from({ length: 203 }, (_, index) => `c${index}`);
  await Promise.all(ids.map((id) => windows.doc(id).set({ epoch: 0, summary: id })));
  const edited = await people.editProfile(userId, { tone: 'formal', language: 'en' });
  expect(edited).toMatchObject({ tone: 'formal', language: 'en', persona: defaultPersona.en });
  expect(edited).not.toHaveProperty('epoch');
  expect(await people.profile(userId)).toMatchObject({ tone: 'formal', epoch: now + 1 });
  const told = (await windows.get()).docs.map((doc) => doc.data());
  expect(told).toHaveLength(203);
  expect(new Set(told.map((window) => window['epoch'] as number))).toEqual(new Set([now + 1]));
  expect(told.map((window) => window['summary'] as string).sort()).toEqual([...ids].sort());
});

it('edits of one profile at once are all kept', async () => {
  const userId = newcomer();
  await instance().meet(userId, receivedNow());
  await Promise.all([
    instance().editProfile(userId, { name: 'Ann' }),
    instance().editProfile(userId, { timezone: 'Europe/London' }),
    instance().editProfile(userId, { communication: { useEmoji: true } }),
    instance().saveMacro(userId, command('hi')),
    instance().editContext(userId, { currentProject: 'Garden' }),
  ]);
  expect(await read(`users/${userId}`)).toMatchObject({
    name: 'Ann',
    timezone: 'Europe/London',
    communication: { useEmoji: true, markdown: true },
    epoch: now + 5,
  });
});

it('the epoch of someone who is not there is no one’s', async () => {
  const userId = newcomer();
  await instance().moveEpoch(userId);
  expect(await read(`users/${userId}`)).toBeUndefined();
});

it('after more than two hours idle nothing of the context is left', async () => {
  const people = instance();
  const userId = newcomer();
  await people.meet(userId, receivedNow());
  await people.editContext(userId, { currentProject: 'Garden', sessionFacts: ['It rains'] });
  now += 2 * hour;
  expect(await people.context(userId)).toMatchObject({
    currentProject: 'Garden',
    sessionFacts: ['It rains'],
  });
  now += 1;
  expect(await people.context(userId)).toEqual(emptyContext());
});

it('a turn writes of the context what it changed, and all of it where a session begins', async () => {
  const people = instance();
  const userId = newcomer();
  await people.meet(userId, receivedNow());
  await people.editContext(userId, { currentProject: 'Garden' });
  const base = (await people.context(userId))!;
  await instance().editContext(userId, { currentTask: 'Plant' });
  now += 1000;
  const commit = async (from: typeof base) => {
    const next = touchContext(from, now);
    const batch = server.firestore.batch();
    people.stageContext(batch, userId, next, from);
    await batch.commit();
    people.keepContext(userId, next);
  };
  await commit(base);
  const stored = { currentProject: 'Garden', currentTask: 'Plant', lastActive: now };
  expect(await read(`users/${userId}/state/context`)).toMatchObject(stored);
  now += 3 * hour;
  await commit((await people.context(userId))!);
  const fresh = { ...emptyContext(), lastActive: now, sessionStart: now };
  expect(await read(`users/${userId}/state/context`)).toEqual(fresh);
  expect(await people.context(userId)).toEqual(fresh);
});

it('a turn of someone whose gate is gone is not committed', async () => {
  const people = instance();
  const userId = newcomer();
  await people.meet(userId, receivedNow());
  const gate = contextRef(profileRef(server.firestore, userId));
  await gate.delete();
  const batch = server.firestore.batch();
  batch.set(server.firestore.doc(`users/${userId}/conversations/main`), { epoch: 0 });
  people.stageContext(batch, userId, touchContext(emptyContext(), now));
  await expect(batch.commit()).rejects.toMatchObject({ code: 5 });
  expect(await read(`users/${userId}/conversations/main`)).toBeUndefined();
  expect(contextOf(await gate.get())).toBeUndefined();
});

it('macros are saved, replaced, counted and removed', async () => {
  const people = instance();
  const userId = newcomer();
  await people.meet(userId, receivedNow());
  const saved = await people.saveMacro(userId, command('Доброе утро'));
  expect(saved).toMatchObject({ useCount: 0, createdAt: now });
  await Promise.all(Array.from({ length: 5 }, () => instance().countMacroUse(userId, saved.id)));
  await people.countMacroUse(userId, 'none');
  const replaced = await people.saveMacro(userId, command('Good morning'), saved.id);
  expect(replaced).toMatchObject({ id: saved.id, useCount: 5, triggerPhrases: ['Good morning'] });
  await expect(people.saveMacro(userId, command('Other'), 'none')).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(await people.macros(userId)).toEqual([replaced]);
  expect(await people.removeMacro(userId, 'none')).toBe(false);
  expect(await people.removeMacro(userId, saved.id)).toBe(true);
  expect(await people.macros(userId)).toEqual([]);
});

it('macros that lead in a circle, name no skill or are too many are refused with the field', async () => {
  const people = instance();
  const userId = newcomer();
  await people.meet(userId, receivedNow());
  await people.saveMacro(userId, command('one', 'two'));
  const refused = (path: string) => ({ code: 'bad_request', fields: [expect.objectContaining({ path })] });
  await expect(people.saveMacro(userId, command('two', 'one'))).rejects.toMatchObject(refused('action'));
  await expect(people.saveMacro(userId, command('ONE!'))).rejects.toMatchObject(refused('triggerPhrases.0'));
  const skill = { ...command('fly'), actionType: 'skill' as const, action: 'fly away' };
  await expect(people.saveMacro(userId, skill)).rejects.toMatchObject(refused('action'));
  for (let index = 1; index < 20; index++) await people.saveMacro(userId, command(`phrase ${index}`));
  await expect(people.saveMacro(userId, command('one more'))).rejects.toMatchObject(refused('macros'));
});

it('a person is read from the store once in a while and from memory else', async () => {
  const people = instance();
  const userId = newcomer();
  await people.meet(userId, receivedNow());
  const before = {
    reads: (await total('user_profile_reads_total')) ?? 0,
    hits: (await total('cache_hits_total', { cache: 'profiles' })) ?? 0,
  };
  const load = () => Promise.all([people.profile(userId), people.context(userId), people.macros(userId)]);
  server.local.resetCounts();
  for (let turn = 0; turn < 10; turn++) await load();
  expect(server.local.counts()).toMatchObject({ reads: 3 });
  expect(await total('user_profile_reads_total')).toBe(before.reads + 1);
  expect(await total('cache_hits_total', { cache: 'profiles' })).toBe(before.hits + 9);
  now += 61_000;
  await load();
  expect(server.local.counts()).toMatchObject({ reads: 4 });
  now += 5 * 60_000;
  await load();
  expect(server.local.counts()).toMatchObject({ reads: 7 });
});

it('another time zone moves the hour of the weekly word and not its week; any other edit leaves it', async () => {
  const people = instance();
  const userId = newcomer();
  await people.meet(userId, receivedNow());
  const weekly = firstWeekly(now, 'UTC');
  await profileRef(server.firestore, userId).update({ weekly });
  await people.editProfile(userId, { name: 'Bruce' });
  expect(await people.profile(userId)).toMatchObject({ weekly });
  const shown = await people.editProfile(userId, { timezone: 'Asia/Kolkata' });
  expect(shown).not.toHaveProperty('weekly');
  expect(await people.profile(userId)).toMatchObject({
    weekly: { week: weekly.week, at: weekly.at - 5.5 * hour },
  });
});

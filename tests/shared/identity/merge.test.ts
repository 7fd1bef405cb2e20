import type { Firestore } from '@google-cloud/firestore';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { erasureMarkPath } from '../../../shared/person/index.ts';
import { createRecall, loadDirectory } from '../../../shared/recall/index.ts';
import { configureLog } from '../../../shared/platform/log.ts';
import { firstWeekly, nextWeekly } from '../../../shared/profile/index.ts';
import { type Server, startServer } from '../../infra/local/firestore/start-server.ts';
import { type LinkWorld, linkWorld, livePast, start, turnAt, windowOf } from './link-world.ts';

const minute = 60_000;
let server: Server;
let unlog: () => void;
let made = 0;

beforeAll(async () => {
  unlog = configureLog({ sink: () => undefined });
  server = await startServer();
});
afterAll(async () => {
  await server.stop();
  unlog();
});

type Two = { world: LinkWorld; app: string; account: string };

/** An account with a past of every kind, and the person it is going to be. */
async function two(): Promise<Two> {
  const world = linkWorld(server.firestore);
  const [app, account] = [`app-${++made}`, `telegram:${made}`];
  await world.meet(app);
  await world.meet(account);
  await livePast(server.firestore, world, account);
  return { world, app, account };
}

/** The store, on which each transaction is committed and then its caller dies. */
function cutAfterCommit(firestore: Firestore): Firestore {
  return new Proxy(firestore, {
    get(target, name) {
      if (name !== 'runTransaction') {
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      }
      return async (work: Parameters<Firestore['runTransaction']>[0]) => {
        await target.runTransaction(work);
        throw new Error('cut');
      };
    },
  });
}

/** What the person has, without the times and revisions that differ from run to run. */
async function having({ world, app }: Two): Promise<unknown> {
  const differing = ['userId', 'epoch', 'recallRevision', 'revision', 'createdAt'];
  const comparable = (data: unknown): unknown =>
    JSON.parse(
      JSON.stringify(data, (key, value: unknown) =>
        differing.includes(key) || (key === 'id' && /^[\da-f-]{36}$/.test(String(value))) ? undefined : value,
      ),
    );
  return comparable({ profile: await world.read(`users/${app}`), docs: await world.below(app) });
}

async function isEmptied({ world, app, account }: Two): Promise<void> {
  expect(await world.below(account)).toEqual({});
  expect(await world.read(`users/${account}`)).toEqual({
    userId: account,
    mergedInto: app,
    createdAt: expect.any(Number),
    updatedAt: expect.any(Number),
  });
  const rest = await server.firestore.doc(`users/${account}/notes/n1/deep/d1`).get();
  expect(rest.exists).toBe(false);
}

it('everything of the account becomes the person’s, and the account keeps a sign alone', async () => {
  const all = await two();
  const { world, app, account } = all;
  const before = await world.below(account);
  expect(await world.merge(await world.link(app, account))).toBe('waiting');
  await isEmptied(all);
  const after = await world.below(app);
  expect(before).toHaveProperty(['archive/telegram-1~gone']);
  expect(after).not.toHaveProperty(['archive/telegram-1~gone']);
  const changed =
    /^(conversations\/|archive\/telegram-1~gone|state\/(macros|context|preferences|learning)|recall\/directory)/;
  const exact = Object.entries(before).filter(([path]) => !changed.test(path));
  expect(exact.length).toBeGreaterThan(137);
  for (const [path, data] of exact) expect(after[path]).toEqual(data);
  expect(after['conversations/telegram-1']).toMatchObject({ events: { length: 6 }, totals: { user: 3 } });
  expect(after['state/macros']).toMatchObject({ macros: [{ action: 'Say hello' }] });
  expect(after['state/learning']).toMatchObject({ completions: 3, startedOn: '2026-03-01' });
  expect(after['state/preferences']).toMatchObject({ events: 3 });
  expect(await world.read(`users/${app}`)).toMatchObject({
    userId: app,
    name: 'Bruce',
    timezone: 'Europe/Moscow',
  });
  expect(await world.read(`users/${app}/notes/n1/deep/d1`)).toEqual({ deep: true });
});

it('what was sealed can be recalled by the person, whose windows tell of the new directory', async () => {
  const { world, app, account } = await two();
  await world.say(app, 'main', turnAt(start, 'hi'));
  await world.merge(await world.link(app, account));
  const directory = await loadDirectory(server.firestore, app);
  expect(directory.rows.reduce((sum, row) => sum + row.count, 0)).toBe(300);
  const { window } = await world.memory.open(app, 'main');
  expect(window?.recallRevision).toBe(directory.revision);
  const recall = createRecall({ firestore: () => Promise.resolve(server.firestore), clock: world.clock });
  const found = await recall.search(app, 'Where is the key number 257?', {
    windows: [],
    revision: directory.revision,
    now: start,
  });
  expect(found[0]?.id).toBe('telegram-1~s257');
});

it('instances are told that what they hold of the person is old', async () => {
  const { world, app, account } = await two();
  await world.say(app, 'main', turnAt(start, 'hi'));
  const before = (await world.people.profile(app))?.epoch ?? 0;
  await world.merge(await world.link(app, account));
  const after = (await world.people.profile(app))?.epoch ?? 0;
  expect(after).toBeGreaterThan(before);
  for (const conversation of ['main', 'telegram-1', 'telegram-2'])
    expect((await world.memory.open(app, conversation)).window?.epoch).toBe(after);
});

it('cut after any of its writes, it goes on and ends the same', async () => {
  const whole = await two();
  await whole.world.merge(await whole.world.link(whole.app, whole.account));
  const expected = await having(whole);

  const cut = await two();
  const jobId = await cut.world.link(cut.app, cut.account);
  let cuts = 0;
  for (let over = false; !over;) {
    const outcome = await cut.world
      .step(jobId, cutAfterCommit(server.firestore))
      .catch((error: unknown) => String(error));
    if (outcome === 'Error: cut') cuts++;
    over = outcome === 'waiting' || outcome === 'done';
  }
  expect(cuts).toBeGreaterThan(15);
  expect(await having(cut)).toEqual(expected);
  await isEmptied(cut);
});

it('delivered many times at once, it ends the same', async () => {
  const whole = await two();
  await whole.world.merge(await whole.world.link(whole.app, whole.account));
  const several = await two();
  const jobId = await several.world.link(several.app, several.account);
  const outcomes = await Promise.all([1, 2, 3].map(() => several.world.merge(jobId)));
  expect(new Set(outcomes)).toEqual(new Set(['waiting']));
  expect(await having(several)).toEqual(await having(whole));
  await isEmptied(several);
});

it('turns that arrive meanwhile are kept, in the same conversation and in others', async () => {
  const all = await two();
  const { world, app, account } = all;
  const jobId = await world.link(app, account);
  const said: string[] = [];
  for (let n = 0, outcome = 'more'; outcome === 'more'; n++) {
    const running = world.step(jobId);
    const turns = ['telegram-1', 'main'].map(async (conversation) => {
      const text = `${conversation} meanwhile ${n}`;
      said.push(text);
      await world.say(app, conversation, turnAt(start + 2 * minute + n, text));
    });
    [outcome] = await Promise.all([running, ...turns]);
  }
  await isEmptied(all);
  const windows = await Promise.all(['telegram-1', 'main'].map((id) => world.memory.open(app, id)));
  const heard = windows.flatMap(({ window }) => window?.events.map(({ content }) => content) ?? []);
  expect(new Set(heard).size).toBe(heard.length);
  expect(heard).toEqual(expect.arrayContaining([...said, 'old 1', 'old 3', 'old 5']));
  const contents = windows[0]?.window?.events.map(({ content }) => content) ?? [];
  expect(contents.slice(0, 3)).toEqual(['old 1', 'Re: old 1', 'telegram-1 meanwhile 0']);
  expect(contents.slice(-2)).toEqual(['old 5', 'Re: old 5']);
  const { totals, processed } = windows[0]?.window ?? {};
  expect(totals?.user).toBe(contents.length / 2);
  expect(processed).toHaveLength(contents.length / 2);
});

it('what is still written to the account after its copy was made is copied too', async () => {
  const all = await two();
  const { world, app, account } = all;
  const jobId = await world.link(app, account);
  await world.step(jobId);
  await world.step(jobId);
  expect(await world.read(`users/${app}/outbox/77`)).toBeDefined();
  await server.firestore.doc(`users/${account}/outbox/77`).update({ sentAt: start });
  await world.step(jobId);
  expect(await world.read(`users/${account}/outbox/77`)).toBeDefined();
  await world.merge(jobId);
  expect(await world.read(`users/${app}/outbox/77`)).toMatchObject({ answer: 'Good evening', sentAt: start });
  await isEmptied(all);
});

it('what an instance that did not know yet leaves behind is found in a last look', async () => {
  const all = await two();
  const { world, app, account } = all;
  const jobId = await world.link(app, account);
  expect(await world.merge(jobId)).toBe('waiting');
  await server.firestore.doc(`users/${account}/outbox/78`).set({ until: start });
  expect(await world.merge(jobId)).toBe('waiting');
  world.wait(2 * minute);
  expect(await world.merge(jobId)).toBe('done');
  expect(await world.read(`users/${app}/outbox/78`)).toEqual({ until: start });
  await isEmptied(all);
  expect(await world.read(`jobs/${jobId}`)).toMatchObject({ state: 'done', unmerged: false, context: null });
});

it('what the person forgets after it was copied is not brought back', async () => {
  const all = await two();
  const { world, app, account } = all;
  const jobId = await world.link(app, account);
  const path = 'archive/telegram-1~a7';
  while (!(await world.read(`users/${app}/${path}`))) await world.step(jobId);
  expect(await world.read(`users/${account}/${path}`)).toBeDefined();
  await server.firestore.doc(`users/${app}/${path}`).delete();
  await world.people.moveEpoch(app);
  await world.merge(jobId);
  expect(await world.read(`users/${app}/${path}`)).toBeUndefined();
  await isEmptied(all);
});

it('a copy that is not there is made again before anything is deleted', async () => {
  const all = await two();
  const { world, app, account } = all;
  const jobId = await world.link(app, account);
  const path = 'archive/telegram-1~a7';
  while (!(await world.read(`users/${app}/${path}`))) await world.step(jobId);
  await server.firestore.doc(`users/${app}/${path}`).delete();
  await world.merge(jobId);
  expect(await world.read(`users/${app}/${path}`)).toMatchObject({ content: 'archived 7' });
  expect(await world.read(`jobs/${jobId}`)).toMatchObject({ again: 1 });
  await isEmptied(all);
});

it('nothing is copied to a person who was erased since, and nothing is left', async () => {
  const { world, app, account } = await two();
  const jobId = await world.link(app, account);
  for (let n = 0; n < 4; n++) await world.step(jobId);
  const mark = { requestedAt: start + 1, state: 'running', receiptId: 'r' };
  await server.firestore.doc(erasureMarkPath(app)).set(mark);
  await server.firestore.recursiveDelete(server.firestore.doc(`users/${app}`));
  expect(await world.merge(jobId)).toBe('done');
  expect(await world.below(app)).toEqual({});
  expect(await world.below(account)).toEqual({});
  expect(await world.read(`jobs/${jobId}`)).toMatchObject({ state: 'dropped', copied: [] });
});

it('a person who took the account’s place since is left alone', async () => {
  const { world, app, account } = await two();
  const jobId = await world.link(app, account);
  await server.firestore.doc(`users/${account}`).delete();
  await world.meet(account);
  const before = await world.below(account);
  expect(await world.merge(jobId)).toBe('done');
  expect(await world.below(account)).toEqual(before);
});

it('what both have stays as the person has it', async () => {
  const { world, app, account } = await two();
  const { firestore } = server;
  await world.people.editProfile(app, { name: 'Wayne', language: 'en' });
  await firestore.doc(`users/${app}/personas/current`).set({ core: 'bold' });
  await firestore.doc(`users/${app}/plans/2026-03-02`).set({ tasks: ['swim'] });
  await world.merge(await world.link(app, account));
  expect(await world.read(`users/${app}`)).toMatchObject({
    name: 'Wayne',
    language: 'en',
    timezone: 'Europe/Moscow',
  });
  expect(await world.read(`users/${app}/personas/current`)).toMatchObject({ core: 'bold' });
  expect(await world.read(`users/${app}/plans/2026-03-01`)).toEqual({ tasks: ['walk'] });
});

it('what the account was at goes on with the person', async () => {
  const { world, app, account } = await two();
  await world.people.editContext(account, { currentProject: 'Batmobile', sessionFacts: ['is at home'] });
  await world.people.editContext(app, { currentTask: 'Tyres' });
  await world.merge(await world.link(app, account));
  expect(await world.people.context(app)).toMatchObject({
    currentProject: 'Batmobile',
    currentTask: 'Tyres',
    sessionFacts: ['is at home'],
  });
});

it('what both have spent counts together', async () => {
  const { world, app, account } = await two();
  const { firestore } = server;
  const expireAt = new Date(start + minute);
  await firestore.doc(`quotas/${account}`).set({ turns: { 9: 2 }, tokens: { '2026-03-01': 40 }, expireAt });
  await firestore.doc(`quotas/${app}`).set({ turns: { 9: 1 }, tokens: { '2026-03-01': 2 }, expireAt });
  await world.merge(await world.link(app, account));
  expect(await world.read(`quotas/${account}`)).toBeUndefined();
  expect(await world.read(`quotas/${app}`)).toMatchObject({ turns: { 9: 3 }, tokens: { '2026-03-01': 42 } });
});

it('an account that is linked again brings what was said since', async () => {
  const all = await two();
  const { world, app, account } = all;
  await world.merge(await world.link(app, account));
  await world.identities.unlink(app, account);
  await world.meet(account);
  await world.say(account, 'telegram-1', turnAt(start + 9 * minute, 'alone'));
  await world.merge(await world.link(app, account));
  const { window } = await world.memory.open(app, 'telegram-1');
  const contents = window?.events.map(({ content }) => content).filter((text) => !text.startsWith('Re:'));
  expect(contents).toEqual(['old 1', 'old 3', 'old 5', 'alone']);
  await isEmptied(all);
});

it('two conversations too large for one document both stay', async () => {
  const { world, app, account } = await two();
  const { firestore } = server;
  const large = (from: number) =>
    windowOf(Array.from({ length: 60 }, (_, n) => turnAt(start + from + n * 10, 'ж'.repeat(2000))));
  await firestore.doc(`users/${account}/conversations/telegram-1`).set(large(0));
  await firestore.doc(`users/${app}/conversations/telegram-1`).set(large(5));
  await world.merge(await world.link(app, account));
  const { docs } = await firestore.collection(`users/${app}/conversations`).get();
  const events = docs
    .filter(({ id }) => id.startsWith('telegram-1'))
    .map((doc) => (doc.get('events') as unknown[]).length);
  expect(events).toEqual([120, 120]);
});

it('of two people who become one the earlier week is still to be told, where the person is', async () => {
  const { world, app, account } = await two();
  const mine = firstWeekly(start, 'UTC');
  const theirs = nextWeekly(mine.week, 'Europe/Moscow');
  await server.firestore.doc(`users/${app}`).update({ weekly: mine });
  await server.firestore.doc(`users/${account}`).update({ weekly: theirs });
  await world.merge(await world.link(app, account));
  expect(await world.read(`users/${app}`)).toMatchObject({
    timezone: 'Europe/Moscow',
    weekly: { week: mine.week, at: mine.at - 180 * minute },
  });
  expect(await world.read(`users/${account}`)).not.toHaveProperty('weekly');
});

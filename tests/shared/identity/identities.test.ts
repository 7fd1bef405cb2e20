import { afterAll, beforeAll, expect, it } from 'vitest';
import { createIdentities } from '../../../shared/identity/index.ts';
import { PersonGoneError } from '../../../shared/memory/index.ts';
import { erasureMarkPath } from '../../../shared/person/index.ts';
import { configureLog } from '../../../shared/platform/log.ts';
import { type Server, startServer } from '../../infra/local/firestore/start-server.ts';
import { linkWorld, start, turnAt } from './link-world.ts';

const minute = 60_000;
let server: Server;
let made = 0;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const world = () => linkWorld(server.firestore);
const someApp = () => `app-${++made}`;
const someAccount = () => `telegram:${1000 + ++made}`;

it('a code has eight characters, of which no two look alike, and lives ten minutes', async () => {
  const { identities } = world();
  const { code, expiresAt } = await identities.createLinkCode(someApp());
  expect(code).toMatch(/^[A-Z\d]{8}$/);
  expect(code).not.toMatch(/[01258ILOBSZ]/);
  expect(expiresAt).toBe(start + 10 * minute);
});

it('an account is a person of its own until it is linked, then the person who showed the code', async () => {
  const { identities, meet, read, asked } = world();
  const [app, account] = [someApp(), someAccount()];
  await meet(app);
  await meet(account);
  expect(await identities.resolve(account)).toBe(account);
  const { code } = await identities.createLinkCode(app);
  const result = await identities.redeemLinkCode(code, account);
  expect(result).toEqual({ outcome: 'linked', userId: app, jobId: expect.any(String) });
  expect(asked).toEqual([result.jobId]);
  expect(await identities.resolve(account)).toBe(app);
  expect(await identities.links(app)).toEqual([{ identity: account, linkedAt: start }]);
  expect(await read(`users/${account}`)).toMatchObject({ mergedInto: app });
  expect(await read(`users/${account}/state/context`)).toBeUndefined();
  expect(await read(`linkCodes/${code}`)).toBeUndefined();
});

it('an app user is who they are, without a look at the store', async () => {
  const identities = createIdentities({
    firestore: () => Promise.reject(new Error('no store')),
    people: world().people,
    publish: () => Promise.resolve(''),
  });
  expect(await identities.resolve('someone')).toBe('someone');
});

it('another instance knows of a link within a minute, and at once when it asks', async () => {
  const here = world();
  const elsewhere = world();
  const [app, account] = [someApp(), someAccount()];
  expect(await elsewhere.identities.resolve(account)).toBe(account);
  const jobId = await here.link(app, account);
  expect(await elsewhere.identities.resolve(account)).toBe(account);
  expect(await elsewhere.identities.resolve(account, { fresh: true })).toBe(app);
  const third = world();
  expect(await third.identities.resolve(account)).toBe(app);
  third.wait(minute);
  await here.merge(jobId);
  await here.identities.unlink(app, account);
  expect(await third.identities.resolve(account)).toBe(account);
});

it('a turn under way on the old person fails at the gate, and a message for them makes nobody new', async () => {
  const { link, meet, say, people, clock } = world();
  const [app, account] = [someApp(), someAccount()];
  await meet(account);
  await link(app, account);
  await expect(say(account, 'telegram-1', turnAt(start, 'late'))).rejects.toThrow(PersonGoneError);
  expect(await people.meet(account, { receivedAt: clock() })).toBe('refused');
});

it('a code is taken in lower case, with spaces and dashes, and with letters of a Russian keyboard', async () => {
  const { identities } = world();
  const app = someApp();
  for (const write of [
    (code: string) => ` ${code.slice(0, 4).toLowerCase()} - ${code.slice(4)} `,
    (code: string) => code.toLowerCase().replaceAll('a', 'а').replaceAll('k', 'к').replaceAll('c', 'с'),
  ]) {
    const { code } = await identities.createLinkCode(app);
    expect(await identities.redeemLinkCode(write(code), someAccount())).toMatchObject({ outcome: 'linked' });
  }
});

it('a code works once, for ten minutes, and only the last one that was made', async () => {
  const { identities, wait } = world();
  const app = someApp();
  const first = await identities.createLinkCode(app);
  const second = await identities.createLinkCode(app);
  expect(await identities.redeemLinkCode(first.code, someAccount())).toEqual({ outcome: 'unknown' });
  expect(await identities.redeemLinkCode(second.code, someAccount())).toMatchObject({ outcome: 'linked' });
  expect(await identities.redeemLinkCode(second.code, someAccount())).toEqual({ outcome: 'unknown' });
  const third = await identities.createLinkCode(app);
  wait(10 * minute);
  expect(await identities.redeemLinkCode(third.code, someAccount())).toEqual({ outcome: 'unknown' });
});

it('the same message again links nothing twice', async () => {
  const { identities } = world();
  const [app, account] = [someApp(), someAccount()];
  const { code } = await identities.createLinkCode(app);
  const linked = await identities.redeemLinkCode(code, account);
  const repeated = await identities.redeemLinkCode(code, account);
  expect(repeated).toEqual({ ...linked, outcome: 'already' });
  const { code: another } = await identities.createLinkCode(app);
  expect(await identities.redeemLinkCode(another, account)).toEqual({ ...linked, outcome: 'already' });
});

it('an account of someone else must be unlinked first', async () => {
  const { identities, link, merge } = world();
  const [one, other, account] = [someApp(), someApp(), someAccount()];
  await merge(await link(one, account));
  const { code } = await identities.createLinkCode(other);
  expect(await identities.redeemLinkCode(code, account)).toEqual({ outcome: 'taken' });
  expect(await identities.unlink(one, account)).toBe(true);
  expect(await identities.redeemLinkCode(code, account)).toMatchObject({ outcome: 'linked', userId: other });
});

it('of codes sent at once by one account one links', async () => {
  const { identities } = world();
  const account = someAccount();
  const codes = await Promise.all(
    [someApp(), someApp(), someApp()].map((app) => identities.createLinkCode(app)),
  );
  const results = await Promise.all(codes.map(({ code }) => identities.redeemLinkCode(code, account)));
  expect(results.map(({ outcome }) => outcome).sort()).toEqual(['linked', 'taken', 'taken']);
});

it('after five wrong codes an account waits, even with the right one and when all come at once', async () => {
  const { identities, wait } = world();
  const account = someAccount();
  const guesses = await Promise.allSettled(
    Array.from({ length: 8 }, () => identities.redeemLinkCode('AAAA-AAAA', account)),
  );
  expect(guesses.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  const { code } = await identities.createLinkCode(someApp());
  await expect(identities.redeemLinkCode(code, account)).rejects.toMatchObject({
    code: 'rate_limited',
    retryAfterSeconds: 600,
  });
  wait(10 * minute);
  const { code: later } = await identities.createLinkCode(someApp());
  expect(await identities.redeemLinkCode(later, account)).toMatchObject({ outcome: 'linked' });
});

it('a code of someone being erased is unknown, and an account being erased is not linked', async () => {
  const { identities } = world();
  const [app, account] = [someApp(), someAccount()];
  const mark = { requestedAt: start, state: 'running', receiptId: 'r' };
  const { code } = await identities.createLinkCode(app);
  await server.firestore.doc(erasureMarkPath(app)).set(mark);
  expect(await identities.redeemLinkCode(code, account)).toEqual({ outcome: 'unknown' });
  await server.firestore.doc(erasureMarkPath(account)).set(mark);
  const { code: other } = await identities.createLinkCode(someApp());
  await expect(identities.redeemLinkCode(other, account)).rejects.toMatchObject({ code: 'conflict' });
});

it('a link holds although the merge could not be asked for', async () => {
  const undo = configureLog({ sink: () => undefined });
  const { people } = world();
  const identities = createIdentities({
    firestore: () => Promise.resolve(server.firestore),
    people,
    publish: () => Promise.reject(new Error('no queue')),
  });
  const [app, account] = [someApp(), someAccount()];
  const { code } = await identities.createLinkCode(app);
  expect(await identities.redeemLinkCode(code, account)).toMatchObject({ outcome: 'linked' });
  undo();
});

it('an unlinked account is a fresh person; what was merged stays', async () => {
  const { identities, link, merge, meet, people, say, clock, below } = world();
  const [app, account] = [someApp(), someAccount()];
  await meet(account);
  await say(account, 'telegram-1', turnAt(start, 'before'));
  const jobId = await link(app, account);
  expect(await identities.merging(app)).toBe(true);
  await expect(identities.unlink(app, account)).rejects.toMatchObject({ code: 'conflict' });
  await merge(jobId);
  expect(await identities.merging(app)).toBe(false);
  expect(await identities.unlink(someApp(), account)).toBe(false);
  expect(await identities.unlink(app, account)).toBe(true);
  expect(await identities.unlink(app, account)).toBe(false);
  expect(await identities.resolve(account)).toBe(account);
  expect(await identities.links(app)).toEqual([]);
  expect(await people.meet(account, { receivedAt: clock() })).toBe('new');
  expect(await below(account)).not.toHaveProperty('conversations/telegram-1');
  expect(await below(app)).toHaveProperty('conversations/telegram-1');
});

it('a code is made for app users alone, and redeemed by accounts alone', async () => {
  const { identities } = world();
  await expect(identities.createLinkCode(someAccount())).rejects.toMatchObject({ code: 'bad_request' });
  await expect(identities.redeemLinkCode('AAAAAAAA', 'app')).rejects.toMatchObject({ code: 'bad_request' });
});

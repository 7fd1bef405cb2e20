import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { day } from '../../../functions/day/day.ts';
import { contextRef } from '../../../shared/context/index.ts';
import type { presentPlan } from '../../../shared/plan/index.ts';
import { learningRef, planRef } from '../../../shared/plan/index.ts';
import { createApp } from '../../../shared/platform/http.ts';
import { configureLog } from '../../../shared/platform/log.ts';
import { profileRef } from '../../../shared/profile/index.ts';
import { type PlanWorld, startPlanWorld } from '../../shared/plan/plan-world.ts';
import { startSignIn } from '../me/sign-in.ts';

let world: PlanWorld;
let signedIn: Awaited<ReturnType<typeof startSignIn>>;
afterAll(configureLog({ sink: () => undefined }));
beforeAll(async () => {
  [world, signedIn] = await Promise.all([startPlanWorld(), startSignIn()]);
}, 300_000);
afterAll(() => Promise.all([world.stop(), signedIn.close()]));

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const started = performance.now();
  const value = await work();
  return { value, ms: performance.now() - started };
}

/** The reads and writes that a new plan takes, with nothing else done. */
async function onlyStore(userId: string, date: string, plan: object): Promise<void> {
  const { firestore } = world;
  const person = profileRef(firestore, userId);
  await person.get();
  await firestore.getAll(learningRef(person), planRef(person, date));
  await firestore.runTransaction(async (transaction) => {
    await transaction.getAll(person, contextRef(person), learningRef(person));
    await transaction.get(planRef(person, date));
    transaction.set(planRef(person, date), plan);
    transaction.set(learningRef(person), plan);
    transaction.update(person, { seen: 1 });
  });
}

it('a hundred people at once each get a plan of their own within 500 ms beyond what the store takes', async () => {
  const { plans, people, now } = world.instance();
  const clock = () => world.time.now;
  const app = day({
    app: createApp({ name: 'day' }),
    auth: signedIn.auth,
    feedbackEnabled: true,
    plans,
    people,
    probes: {},
    clock,
  });
  const crowd = Array.from({ length: 100 }, () => randomUUID());
  const others = crowd.map((person) => `other-${person}`);
  await Promise.all([...crowd, ...others].map((person) => people.meet(person, now())));
  const tokens = await Promise.all(crowd.map((person) => signedIn.signIn(person)));
  const ask = async (token: string | undefined, date: string) => {
    const headers = { authorization: `Bearer ${token ?? ''}` };
    const response = await app.request(`/api/v1/plan?date=${date}`, { headers });
    expect(response.status).toBe(200);
    return (await response.json()) as ReturnType<typeof presentPlan>;
  };
  const sample = await plans.get(world.newcomer(), now());
  const slowest = (times: readonly { ms: number }[]) => Math.max(...times.map(({ ms }) => ms));

  let beyond = Infinity;
  // What else runs on the machine makes a round slower, and none faster.
  for (const date of ['2026-03-02', '2026-03-03', '2026-03-04']) {
    const floor = await Promise.all(others.map((person) => timed(() => onlyStore(person, date, sample))));
    const asked = await Promise.all(tokens.map((token) => timed(() => ask(token, date))));
    beyond = Math.min(beyond, slowest(asked) - slowest(floor));
    const shown = asked.map(({ value }) => value);
    expect(await Promise.all(tokens.map((token) => ask(token, date)))).toEqual(shown);
    expect(new Set(shown.map(({ tasks }) => tasks.map(({ taskId }) => taskId).join())).size).toBeGreaterThan(
      50,
    );
    const learned = await Promise.all(crowd.map((person) => world.learning(person)));
    for (const [place, plan] of shown.entries()) {
      expect(new Set(plan.tasks.map(({ category }) => category)).size).toBe(6);
      expect(Object.keys(learned[place]?.rotation ?? {})).toEqual(
        expect.arrayContaining(plan.tasks.map(({ taskId }) => taskId)),
      );
      expect(learned[place]?.days[date]?.planned).toMatchObject({ movement: 1, work: 1 });
    }
    if (beyond < 500) break;
  }
  expect(beyond).toBeLessThan(500);
}, 300_000);

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { millisOf } from '../../../../infra/local/proto-time.ts';
import type { Outcome } from '../../../../infra/local/scheduler/attempt-job.ts';
import { checkJob } from '../../../../infra/local/scheduler/check-job.ts';
import type { Job } from '../../../../infra/local/scheduler/protos.ts';
import { openRunner } from '../../../../infra/local/scheduler/run-jobs.ts';
import type { Runner } from '../../../../infra/local/scheduler/run-jobs.ts';
import { openStore } from '../../../../infra/local/store.ts';
import type { Store } from '../../../../infra/local/store.ts';

const name = 'projects/p/locations/l/jobs/hourly';
const failed: Outcome = { code: 14, message: 'down' };
const fine: Outcome = { code: 0, message: '' };

let store: Store;
let runner: Runner;
let clock: number;
let alarms: { at: number; wake: () => void }[];
let attempts: { at: string; scheduledFor: string }[];
let outcome: () => Outcome | Promise<Outcome>;

const iso = (time: number) => new Date(time).toISOString().slice(11, 19);
const scheduled = () => {
  const time = runner.jobs.get(name)?.scheduleTime;
  return time && iso(millisOf(time));
};

function open(): Runner {
  alarms = [];
  return openRunner({
    store,
    now: () => clock,
    async attempt(_job, scheduledFor) {
      attempts.push({ at: iso(clock), scheduledFor: iso(scheduledFor) });
      return outcome();
    },
    alarm(at, wake) {
      const alarm = { at, wake };
      alarms = [alarm];
      return () => {
        alarms = alarms.filter((one) => one !== alarm);
      };
    },
  });
}

/** Lets everything that is due until then happen, one alarm at a time. */
async function passUntil(time: string): Promise<void> {
  const end = Date.parse(`2026-05-04T${time}Z`);
  for (;;) {
    const [next] = alarms;
    if (!next || next.at > end) break;
    clock = next.at;
    next.wake();
    await settled();
  }
  clock = end;
}

/** A write of ours resolves only after all earlier ones, and what followed them. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await store.write(() => undefined);
}

const job = (changes: Partial<Job> = {}) =>
  checkJob({
    name,
    schedule: '0 * * * *',
    timeZone: 'UTC',
    pubsubTarget: { topicName: 'projects/p/topics/t', data: Buffer.from('x') },
    ...changes,
  });

beforeEach(() => {
  store = openStore(':memory:');
  clock = Date.parse('2026-05-04T10:30:00Z');
  attempts = [];
  outcome = () => fine;
  runner = open();
});
afterEach(async () => {
  await runner.stop();
  await store.close();
});

describe('a job', () => {
  it('runs at its times and shows when and how', async () => {
    await runner.create(job());
    expect(scheduled()).toBe('11:00:00');
    await passUntil('12:15:00');
    expect(attempts.map((one) => one.at)).toEqual(['11:00:00', '12:00:00']);
    const shown = runner.jobs.get(name);
    expect(scheduled()).toBe('13:00:00');
    expect(iso(millisOf(shown?.lastAttemptTime ?? {}))).toBe('12:00:00');
    expect(shown?.status).toEqual(fine);
  });

  it('shows why the last attempt failed and is not tried again without a retry count', async () => {
    outcome = () => failed;
    await runner.create(job());
    await passUntil('11:59:00');
    expect(attempts).toHaveLength(1);
    expect(runner.jobs.get(name)?.status).toEqual(failed);
  });

  it('is retried with growing pauses as often as it says, then waits for its next time', async () => {
    outcome = () => failed;
    await runner.create(
      job({ retryConfig: { retryCount: 3, minBackoffDuration: { seconds: 60 }, maxDoublings: 1 } }),
    );
    await passUntil('11:30:00');
    expect(attempts.map((one) => one.at)).toEqual(['11:00:00', '11:01:00', '11:03:00', '11:07:00']);
    expect(scheduled()).toBe('12:00:00');
    outcome = () => fine;
    await passUntil('12:30:00');
    expect(attempts.at(-1)).toEqual({ at: '12:00:00', scheduledFor: '12:00:00' });
  });

  it('stops retrying once an attempt succeeds', async () => {
    outcome = () => (attempts.length === 1 ? failed : fine);
    await runner.create(job({ retryConfig: { retryCount: 5 } }));
    await passUntil('11:59:00');
    expect(attempts.map((one) => one.at)).toEqual(['11:00:00', '11:00:05']);
    expect(runner.jobs.get(name)?.status).toEqual(fine);
  });

  it('that is paused does not run until it is resumed', async () => {
    await runner.create(job());
    await runner.pause(name);
    await passUntil('13:30:00');
    expect(attempts).toEqual([]);
    await runner.resume(name);
    await passUntil('14:30:00');
    expect(attempts.map((one) => one.at)).toEqual(['14:00:00']);
  });

  it('that still runs is started late, once, however many times it missed', async () => {
    const first = Promise.withResolvers<Outcome>();
    outcome = () => (attempts.length === 1 ? first.promise : fine);
    await runner.create(job());
    await passUntil('13:20:00');
    expect(attempts).toHaveLength(1);
    first.resolve(fine);
    await settled();
    expect(attempts.map((one) => one.at)).toEqual(['11:00:00', '13:20:00']);
    expect(scheduled()).toBe('14:00:00');
  });

  it('keeps its state over a restart and does not make up for what it missed', async () => {
    await runner.create(job());
    await passUntil('11:15:00');
    await runner.stop();
    clock = Date.parse('2026-05-04T15:40:00Z');
    runner = open();
    await settled();
    expect(attempts.map((one) => one.at)).toEqual(['11:00:00']);
    expect(scheduled()).toBe('16:00:00');
    expect(runner.jobs.get(name)?.status).toMatchObject({ code: 0 });
    await passUntil('16:00:00');
    expect(attempts.map((one) => one.at)).toEqual(['11:00:00', '16:00:00']);
  });

  it('that was deleted while it ran stays deleted', async () => {
    const running = Promise.withResolvers<Outcome>();
    outcome = () => running.promise;
    await runner.create(job());
    await passUntil('11:00:00');
    await runner.remove(name);
    running.resolve(fine);
    await settled();
    expect(runner.jobs.has(name)).toBe(false);
    expect(store.db.prepare('SELECT * FROM scheduler_jobs').all()).toEqual([]);
  });

  it('follows its new schedule once updated', async () => {
    await runner.create(job());
    await runner.update(job({ schedule: '45 * * * *' }));
    expect(scheduled()).toBe('10:45:00');
    await passUntil('11:30:00');
    expect(attempts.map((one) => one.at)).toEqual(['10:45:00']);
  });
});

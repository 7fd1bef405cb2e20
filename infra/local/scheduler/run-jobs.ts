import { status } from '@grpc/grpc-js';
import { StatusError } from '../grpc.ts';
import { fromMillis, millisOf } from '../proto-time.ts';
import type { Store } from '../store.ts';
import type { Outcome } from './attempt-job.ts';
import { nextRun } from './next-run.ts';
import { scheduler } from './protos.ts';
import type { Job } from './protos.ts';
import { retryDelay } from './retry-delay.ts';

const { State } = scheduler.Job;

export type RunnerOptions = {
  store: Store;
  now: () => number;
  attempt(job: Job, scheduledFor: number): Promise<Outcome>;
  /** Calls `wake` at that time or somewhat earlier; the answer cancels it. */
  alarm(at: number, wake: () => void): () => void;
};

/** The jobs and their running; a promise resolves once its change is on disk. */
export type Runner = {
  readonly jobs: ReadonlyMap<string, Job>;
  create(job: Job): Promise<Job>;
  /** Replaces the caller's part of a job; its state and last attempt stay. */
  update(job: Job): Promise<Job>;
  remove(name: string): Promise<void>;
  pause(name: string): Promise<Job>;
  resume(name: string): Promise<Job>;
  /** Starts the job now, paused or not, and answers before it has ended. */
  run(name: string): Job;
  /** Starts no more jobs; resolves when the running ones have ended. */
  stop(): Promise<void>;
};

/** Opens the jobs; what came due while nothing ran is not made up for. */
export function openRunner({ store, now, attempt, alarm }: RunnerOptions): Runner {
  store.db.exec('CREATE TABLE IF NOT EXISTS scheduler_jobs (name TEXT PRIMARY KEY, job BLOB NOT NULL)');
  const put = store.db.prepare('INSERT OR REPLACE INTO scheduler_jobs VALUES (?, ?)');
  const drop = store.db.prepare('DELETE FROM scheduler_jobs WHERE name = ?');
  const jobs = new Map<string, Job>();
  const running = new Map<string, Promise<void>>();
  /** Retries made of the current run, and when it began. */
  const retries = new Map<string, { count: number; began: number }>();
  let cancelAlarm = (): void => undefined;
  let stopped = false;

  function jobOf(name: string): Job {
    const job = jobs.get(name);
    if (!job) throw new StatusError(status.NOT_FOUND, `Job not found: ${name}`);
    return job;
  }

  function keep(job: Job): Job {
    put.run(job.name ?? '', scheduler.Job.encode(job).finish());
    jobs.set(job.name ?? '', job);
    return job;
  }

  function scheduleAfter(job: Job, after: number): Job {
    const next =
      job.state === State.ENABLED ? nextRun(job.schedule ?? '', job.timeZone ?? '', after) : undefined;
    return { ...job, scheduleTime: next === undefined ? null : fromMillis(next) };
  }

  async function change(name: string, edit: (job: Job) => Job): Promise<Job> {
    const job = await store.write(() => keep(edit(jobOf(name))));
    arm();
    return job;
  }

  /** One attempt; a job that was deleted meanwhile is not brought back. */
  async function start(name: string, scheduledFor: number): Promise<void> {
    const job = jobs.get(name);
    if (!job || stopped) return;
    const began = now();
    const ahead = { ...scheduleAfter(job, began), lastAttemptTime: fromMillis(began) };
    await store.write(() => keep(ahead));
    const outcome = await attempt(job, scheduledFor);
    await store.write(() => {
      const current = jobs.get(name);
      if (current) keep(withOutcome({ ...current, status: outcome }, outcome, began));
    });
  }

  /** Plans the retry of a failed attempt, if one is due before the next scheduled run. */
  function withOutcome(job: Job, outcome: Outcome, began: number): Job {
    const name = job.name ?? '';
    const past = retries.get(name) ?? { count: 0, began };
    retries.delete(name);
    if (outcome.code === 0 || job.state !== State.ENABLED) return job;
    const delay = retryDelay(job.retryConfig ?? {}, past.count + 1, now() - past.began);
    if (delay === undefined) return job;
    const at = now() + delay;
    if (job.scheduleTime && at >= millisOf(job.scheduleTime)) return job;
    retries.set(name, { ...past, count: past.count + 1 });
    return { ...job, scheduleTime: fromMillis(at) };
  }

  function launch(name: string, scheduledFor: number): void {
    const previous = running.get(name) ?? Promise.resolve();
    const ended = previous.then(() => start(name, scheduledFor)).then(done, done);
    running.set(name, ended);
    function done(): void {
      if (running.get(name) === ended) running.delete(name);
      arm();
    }
  }

  /** Starts what is due and sets the alarm for the next; a job still running is started when it ends. */
  function arm(): void {
    cancelAlarm();
    if (stopped) return;
    let next = Infinity;
    for (const [name, job] of jobs) {
      if (!job.scheduleTime || job.state !== State.ENABLED || running.has(name)) continue;
      const due = millisOf(job.scheduleTime);
      if (due <= now()) launch(name, due);
      else next = Math.min(next, due);
    }
    cancelAlarm = next === Infinity ? () => undefined : alarm(next, arm);
  }

  for (const row of store.db.prepare('SELECT job FROM scheduler_jobs').all()) {
    const blob = row['job'];
    if (!(blob instanceof Uint8Array)) throw new TypeError('a kept job is not a blob');
    const job = scheduler.Job.decode(blob);
    jobs.set(job.name, scheduleAfter(job, now()));
  }
  arm();

  return {
    jobs,
    async create(job) {
      const name = job.name ?? '';
      const made = await store.write(() => {
        if (jobs.has(name)) throw new StatusError(status.ALREADY_EXISTS, `Job already exists: ${name}`);
        const enabled = { ...job, state: State.ENABLED, userUpdateTime: fromMillis(now()) };
        return keep(scheduleAfter(enabled, now()));
      });
      arm();
      return made;
    },
    update: (job) =>
      change(job.name ?? '', (current) => {
        retries.delete(job.name ?? '');
        const { state, status: last, lastAttemptTime } = current;
        const changed: Job = { ...job, userUpdateTime: fromMillis(now()) };
        if (state) changed.state = state;
        if (last) changed.status = last;
        if (lastAttemptTime) changed.lastAttemptTime = lastAttemptTime;
        return scheduleAfter(changed, now());
      }),
    remove: (name) =>
      store.write(() => {
        jobOf(name);
        drop.run(name);
        jobs.delete(name);
        retries.delete(name);
      }),
    pause: (name) =>
      change(name, (job) => {
        if (job.state !== State.ENABLED) {
          throw new StatusError(status.FAILED_PRECONDITION, `Job is not enabled: ${name}`);
        }
        return scheduleAfter({ ...job, state: State.PAUSED }, now());
      }),
    resume: (name) =>
      change(name, (job) => {
        if (job.state !== State.PAUSED) {
          throw new StatusError(status.FAILED_PRECONDITION, `Job is not paused: ${name}`);
        }
        return scheduleAfter({ ...job, state: State.ENABLED }, now());
      }),
    run(name) {
      const job = jobOf(name);
      launch(name, now());
      return job;
    },
    async stop() {
      stopped = true;
      cancelAlarm();
      await Promise.all(running.values());
    },
  };
}

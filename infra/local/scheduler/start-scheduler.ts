import { serveGrpc } from '../grpc.ts';
import type { Store } from '../store.ts';
import { attemptJob } from './attempt-job.ts';
import type { AttemptPorts } from './attempt-job.ts';
import { openRunner } from './run-jobs.ts';
import { schedulerService } from './service.ts';

/** How long `close` waits for running jobs. */
const drainMillis = 5000;
/** A timer is set anew this often, so that a machine that slept or set its clock is not far off. */
const longestTimer = 60_000;

export type SchedulerOptions = {
  store: Store;
  port?: number;
  now?: () => number;
  /** Publishes to a topic; a rejection with a gRPC `code` is shown as the attempt's status. */
  publish: AttemptPorts['publish'];
  /** Signs the token of an HTTP target that asks for OIDC; without it such a call goes unsigned. */
  httpToken?: (audience: string, email: string) => Promise<string>;
  /** Holds all attempts until it resolves. */
  runAfter?: Promise<unknown>;
};

export type LocalScheduler = {
  host: string;
  /** Starts no more jobs, lets running ones end for a while, and frees everything. */
  close(): Promise<void>;
};

/** Serves google.cloud.scheduler.v1 on loopback and runs its jobs. */
export async function startScheduler(options: SchedulerOptions): Promise<LocalScheduler> {
  const { store, now = Date.now, publish, httpToken, runAfter } = options;
  const closing = Promise.withResolvers<undefined>();
  const breakOff = new AbortController();

  const runner = openRunner({
    store,
    now,
    async attempt(job, scheduledFor) {
      await Promise.race([runAfter, closing.promise]);
      return attemptJob(job, scheduledFor, { publish, httpToken, signal: breakOff.signal });
    },
    alarm(at, wake) {
      const timer = setTimeout(wake, Math.min(longestTimer, Math.max(0, Math.ceil(at - now()))));
      return () => clearTimeout(timer);
    },
  });
  const server = await serveGrpc({
    server: 'the local Scheduler',
    port: options.port,
    services: { 'google.cloud.scheduler.v1.CloudScheduler': schedulerService(runner) },
  });

  return {
    host: server.host,
    async close() {
      const ended = runner.stop();
      await server.close();
      closing.resolve(undefined);
      const limit = setTimeout(() => breakOff.abort(), drainMillis);
      await ended;
      clearTimeout(limit);
    },
  };
}

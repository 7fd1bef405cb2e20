import { notFound } from './refusal.ts';
import type { QueryResult } from './run-query.ts';

export type Job = {
  readonly project: string;
  readonly id: string;
  readonly location: string;
  readonly configuration: object;
  readonly created: number;
  readonly result: Promise<QueryResult>;
  done?: QueryResult;
  failed?: unknown;
  ended?: number;
};

const maxBytes = 128 * 1024 * 1024;
const maxJobs = 1_000;

/** The last jobs and their results, as many as memory allows. */
export function createJobStore(now: () => number) {
  const jobs = new Map<string, Job>();
  const keyOf = (project: string, id: string) => `${project}\n${id}`;

  // The oldest go first, but never the one just done.
  function forgetOld(latest: Job): void {
    let bytes = 0;
    for (const { done } of jobs.values()) bytes += done?.bytes ?? 0;
    for (const [key, job] of jobs) {
      if (bytes <= maxBytes && jobs.size <= maxJobs) return;
      if (job.ended === undefined || job === latest) continue;
      bytes -= job.done?.bytes ?? 0;
      jobs.delete(key);
    }
  }

  const store = {
    find: (project: string, id: string): Job | undefined => jobs.get(keyOf(project, id)),
    get(project: string, id: string): Job {
      const job = store.find(project, id);
      if (!job) throw notFound(`Job ${project}:${id}`);
      return job;
    },
    /** The jobs of a project, the newest first. */
    list: (project: string): Job[] => [...jobs.values()].filter((job) => job.project === project).reverse(),
    /** Forgets a job that never stood. */
    remove: (job: Job): boolean => jobs.delete(keyOf(job.project, job.id)),
    /** Keeps a job while it runs, and after it has a result. */
    add(job: Job): Job {
      const key = keyOf(job.project, job.id);
      jobs.set(key, job);
      job.result.then(
        (result) => {
          job.done = result;
          job.ended = now();
          forgetOld(job);
        },
        (cause: unknown) => {
          job.failed = cause;
          job.ended = now();
        },
      );
      return job;
    },
  };
  return store;
}

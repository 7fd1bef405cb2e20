import { type LinkMessage, linkMessageSchema, type mergeStep } from '../shared/identity/index.ts';
import type { Clock } from '../shared/platform/clock.ts';
import { log } from '../shared/platform/log.ts';
import type { Publish } from '../shared/platform/publish.ts';

export const schema = linkMessageSchema;

/** A push is given up after ten minutes; a long merge asks to be gone on with before that. */
const workMs = 4 * 60_000;

export type LinkWorkerServices = {
  /** Goes one step further in a merge. */
  step: (jobId: string) => ReturnType<typeof mergeStep>;
  /** The merges that have work left. */
  unfinished: () => Promise<string[]>;
  publish: Publish<LinkMessage>;
  clock: Clock;
};

/**
 * Carries what was a linked account's over to the person. The schedule asks for every merge that is not finished:
 * one that died, one that could not be asked for, and one that is due for its last look.
 */
export function linkWorker({ step, unfinished, publish, clock }: LinkWorkerServices) {
  return async (message: LinkMessage): Promise<void> => {
    if ('unfinished' in message) {
      const jobs = await unfinished();
      for (const jobId of jobs) await publish({ jobId });
      log.info('identity.merges_continued', { jobs: jobs.length });
      return;
    }
    const { jobId } = message;
    const until = clock() + workMs;
    while ((await step(jobId)) === 'more') {
      if (clock() < until) continue;
      await publish({ jobId });
      return;
    }
  };
}

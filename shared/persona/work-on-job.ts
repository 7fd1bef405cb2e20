import { AppError } from '../platform/errors.ts';
import { log } from '../platform/log.ts';
import { deliveryAttempts } from '../platform/topic-app.ts';
import { findPeople } from './find-people.ts';
import type { PersonaMessage, PersonJob } from './job-schema.ts';
import {
  beginJob,
  finishJob,
  notePage,
  openJob,
  type Parent,
  readJob,
  settleConversation,
  staleJobs,
  staleMs,
} from './job-store.ts';
import { type JobServices, personaOptions, plan } from './jobs.ts';
import { WrongAnswerError } from './wrong-answer-error.ts';

type Step<Name extends string> = Extract<PersonaMessage, { step: Name }>;

/** Gives the function that does what one message asks; any of them may come again, or long after. */
export function workOnJob(services: JobServices) {
  return async (
    message: Exclude<PersonaMessage, { source: string }>,
    { attempt }: { attempt: number },
  ): Promise<void> => {
    // A later try might do; there is none after the last.
    const mayTryAgain = (cause: unknown) =>
      !(cause instanceof WrongAnswerError) && attempt < deliveryAttempts;
    if (message.step === 'people') return takePage(services, message);
    const job = await openJob(await services.firestore(), message);
    if (!job) return;
    if (message.step === 'begin') return begin(services, job, message, attempt);
    if (message.step === 'memory') return remember(services, job, { message, mayTryAgain });
    return persona(services, job, mayTryAgain);
  };
}

async function begin(
  services: JobServices,
  job: PersonJob,
  { again = false }: Step<'begin'>,
  attempt: number,
): Promise<void> {
  const isFresh = services.clock() - job.updatedAt < staleMs;
  // Someone else began it, and the messages are on their way.
  if (job.pending !== null && isFresh && attempt === 1 && !again) return;
  const planned = await plan(services, job);
  for (const conversationId of planned.pending ?? [])
    await services.publish({ jobId: job.id, run: job.run, step: 'memory', conversationId });
  await goOn(services, planned);
}

async function remember(
  services: JobServices,
  job: PersonJob,
  {
    message: { conversationId },
    mayTryAgain,
  }: { message: Step<'memory'>; mayTryAgain: (cause: unknown) => boolean },
): Promise<void> {
  if (!job.pending?.includes(conversationId)) return goOn(services, job);
  let outcome: 'made' | 'gone' | 'failed' = 'failed';
  try {
    outcome = await services.remember(job.userId, conversationId);
  } catch (cause) {
    if (mayTryAgain(cause)) throw cause;
  }
  const now = services.clock();
  const settled = { conversationId, outcome, now };
  const after = await settleConversation(await services.firestore(), nameOf(job), settled);
  if (after) await goOn(services, after);
}

/** The persona's turn comes with the last memory, however often that is noticed. */
async function goOn(services: JobServices, job: PersonJob): Promise<void> {
  if (job.state !== 'running' || job.pending === null || job.pending.length > 0) return;
  if (job.options.goal === 'persona') await services.publish({ ...nameOf(job), step: 'persona' });
  else await finishJob(await services.firestore(), nameOf(job), 'not_asked', services.clock());
}

async function persona(
  services: JobServices,
  job: PersonJob,
  mayTryAgain: (cause: unknown) => boolean,
): Promise<void> {
  let outcome: NonNullable<PersonJob['outcome']> = 'failed';
  try {
    outcome = await services.persona(job.userId, personaOptions(job));
  } catch (cause) {
    if (mayTryAgain(cause)) throw cause;
  }
  await finishJob(await services.firestore(), nameOf(job), outcome, services.clock());
  const { id: jobId, refreshed, failed } = job;
  log.info('persona.job_done', { jobId, outcome, refreshed, failed });
}

async function takePage(services: JobServices, { jobId, run, page, after }: Step<'people'>): Promise<void> {
  const { publish, clock, ids } = services;
  const firestore = await services.firestore();
  const job = await readJob(firestore, jobId);
  if (job?.kind !== 'persona-everyone' || job.run !== run || job.page > page) return;
  const { options, onlyActive } = job;
  const { userIds, next } = await findPeople(firestore, { after, onlyActive });
  for (const userId of userIds) {
    const asked = { userId, options, parent: { jobId, run }, run: ids(), now: clock() };
    const begun = await beginJob(firestore, asked).catch((cause: unknown) => {
      // They were erased since the page was read.
      if (cause instanceof AppError && cause.code === 'not_found') return undefined;
      throw cause;
    });
    if (begun?.job.state !== 'running') continue;
    await publish({ ...nameOf(begun.job), step: 'begin', again: begun.how === 'stale' });
  }
  if (next !== undefined) await publish({ jobId, run, step: 'people', page: page + 1, after: next });
  await notePage(firestore, { jobId, page, listed: next === undefined, now: clock() });
}

/** Queues again what came no further for long; answers how many jobs that were. */
export async function resumeJobs(services: JobServices): Promise<number> {
  const stale = await staleJobs(await services.firestore(), services.clock());
  for (const named of stale) await services.publish({ ...named, step: 'begin', again: true });
  return stale.length;
}

function nameOf({ id, run }: PersonJob): Parent {
  return { jobId: id, run };
}

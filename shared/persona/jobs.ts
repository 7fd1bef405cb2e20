import type { Firestore } from '@google-cloud/firestore';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock, IdSource } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { log } from '../platform/log.ts';
import type { Publish } from '../platform/publish.ts';
import { findConversations } from './find-conversations.ts';
import type { EveryoneJob, JobOptions, PersonaMessage, PersonJob } from './job-schema.ts';
import {
  beginEveryoneJob,
  beginJob,
  dropJob,
  finishJob,
  openJob,
  planJob,
  readJob,
  settleConversation,
} from './job-store.ts';
import type { makeConversationMemory } from './make-conversation-memory.ts';
import type { makePersona } from './make-persona.ts';
import { readPerson } from './store.ts';

export type JobServices = {
  firestore: () => Promise<Firestore>;
  remember: ReturnType<typeof makeConversationMemory>;
  persona: ReturnType<typeof makePersona>;
  publish: Publish<PersonaMessage>;
  clock: Clock;
  ids: IdSource;
};

/** How long a caller waits before the rest goes on as a job. */
const waitMs = 50_000;
/** What is left of that must suffice for a question to the model. */
const leastMs = 1000;
const atOnce = 3;
const lookMs = 250;

export type PersonaJobs = {
  /** Queues what is asked for a person, or joins the same while it runs. */
  queue(userId: string, options: JobOptions): Promise<PersonJob>;
  /** Does it here; what is not done in 50 s goes on as a job. */
  run(userId: string, options: JobOptions): Promise<PersonJob>;
  /** Queues it for everyone, or for those who were active since their persona was made. */
  queueEveryone(options: JobOptions, which: { onlyActive: boolean }): Promise<EveryoneJob>;
  read(id: string): Promise<PersonJob | EveryoneJob | undefined>;
};

/** What is asked of memories and personas, as jobs that others can look at and join. */
export function createPersonaJobs(services: JobServices): PersonaJobs {
  const { publish, clock, ids } = services;

  return {
    async queue(userId, options) {
      const firestore = await services.firestore();
      const { job, how } = await beginJob(firestore, { userId, options, run: ids(), now: clock() });
      const planned = await plan(services, job);
      if (how !== 'joined') await queueJob(services, planned, { drop: how === 'new' });
      return planned;
    },

    async run(userId, options) {
      const until = clock() + waitMs;
      const firestore = await services.firestore();
      const { job, how } = await beginJob(firestore, { userId, options, run: ids(), now: clock() });
      const joined = how === 'joined';
      const ended = joined
        ? await waitFor(services, job, until)
        : await workHere(services, await plan(services, job), until);
      if (!(await readPerson(firestore, userId)))
        throw new AppError('not_found', 'There is no such person any more.');
      // Whoever worked on a job that came no further may be gone.
      const isLeft = ended.state === 'running' && (!joined || ended.updatedAt === job.updatedAt);
      if (isLeft) await queueJob(services, ended, { drop: false });
      return ended;
    },

    async queueEveryone(options, { onlyActive }) {
      const firestore = await services.firestore();
      const { job, joined } = await beginEveryoneJob(firestore, {
        options,
        onlyActive,
        run: ids(),
        now: clock(),
      });
      if (joined) return job;
      try {
        await publish({ jobId: job.id, run: job.run, step: 'people', page: 0 });
      } catch (cause) {
        await dropJob(firestore, job);
        throw cause;
      }
      return job;
    },

    read: async (id) => readJob(await services.firestore(), id),
  };
}

/** Looks up which conversations a job is to remember, unless that is known. */
export async function plan(services: JobServices, job: PersonJob): Promise<PersonJob> {
  if (job.pending !== null) return job;
  const firestore = await services.firestore();
  const pending = await findConversations(firestore, job.userId, job.options);
  const named = { jobId: job.id, run: job.run };
  return (await planJob(firestore, named, pending, services.clock())) ?? job;
}

async function queueJob(services: JobServices, job: PersonJob, { drop }: { drop: boolean }): Promise<void> {
  try {
    await services.publish({ jobId: job.id, run: job.run, step: 'begin', again: true });
  } catch (cause) {
    // It would be joined and never done.
    if (drop) await dropJob(await services.firestore(), job);
    throw cause;
  }
}

/** Works on a job until it is done or the time is up; answers how far it came. */
async function workHere(services: JobServices, job: PersonJob, until: number): Promise<PersonJob> {
  const { clock } = services;
  const firestore = await services.firestore();
  const named = { jobId: job.id, run: job.run };
  const isLate = () => clock() > until - leastMs;
  const waiting = [...(job.pending ?? [])];
  const work = async () => {
    for (let id = waiting.shift(); id !== undefined && !isLate(); id = waiting.shift()) {
      const outcome = await services.remember(job.userId, id, { until }).catch(() => 'failed' as const);
      if (outcome === 'failed' && isLate()) return;
      await settleConversation(firestore, named, { conversationId: id, outcome, now: clock() });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));

  const current = (await openJob(firestore, named)) ?? job;
  if (current.pending === null || current.pending.length > 0) return current;
  if (job.options.goal === 'memories')
    return (await finishJob(firestore, named, 'not_asked', clock())) ?? current;
  if (isLate()) return current;
  try {
    const outcome = await services.persona(job.userId, { ...personaOptions(current), until });
    return (await finishJob(firestore, named, outcome, clock())) ?? current;
  } catch (cause) {
    if (isLate()) return current;
    await finishJob(firestore, named, 'failed', clock());
    throw new AppError('unavailable', 'The persona could not be made now; try again later.', { cause });
  }
}

/** How a job has its persona made; what it left out, or could not remember, is for another night. */
export function personaOptions({ options, failed, createdAt }: PersonJob) {
  const { force, refresh, clamp } = options;
  const isWhole = refresh && clamp < 0 && failed === 0;
  return { force, saidUntil: isWhole ? createdAt : undefined };
}

/** Waits for a job that someone else works on. */
async function waitFor({ firestore, clock }: JobServices, job: PersonJob, until: number): Promise<PersonJob> {
  let current = job;
  while (current.state === 'running' && clock() < until) {
    await pause(lookMs);
    const found = await readJob(await firestore(), job.id);
    if (found?.kind !== 'persona' || found.run !== job.run) break;
    current = found;
  }
  log.info('persona.joined', { jobId: job.id, state: current.state });
  return current;
}

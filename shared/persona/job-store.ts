import type { DocumentReference, Firestore, Transaction } from '@google-cloud/firestore';
import { z } from 'zod';
import { AppError } from '../platform/errors.ts';
import {
  type EveryoneJob,
  everyoneJobSchema,
  type JobOptions,
  type PersonJob,
  personJobSchema,
} from './job-schema.ts';
import { digestOf, increment, readPerson } from './store.ts';

const keptMs = 7 * 86_400_000;
/** A job that came no further for so long lost its message, or the instance that worked on it. */
export const staleMs = 10 * 60_000;
/** Who asks for it then has it queued again: one that is worked on by its caller is done sooner. */
const joinedMs = 60_000;
const staleEveryoneMs = 60 * 60_000;

const storedSchema = z.discriminatedUnion('kind', [personJobSchema, everyoneJobSchema]);

export type Parent = PersonJob['parents'][number];

function refOf(firestore: Firestore, id: string): DocumentReference {
  return firestore.collection('jobs').doc(id);
}

const expiry = (now: number) => ({ expireAt: new Date(now + keptMs) });

/** A job by its id; other kinds of jobs, and those whose time is over, are none. */
export async function readJob(
  firestore: Firestore,
  id: string,
  transaction?: Transaction,
): Promise<PersonJob | EveryoneJob | undefined> {
  const ref = refOf(firestore, id);
  const stored = storedSchema.safeParse((await (transaction ? transaction.get(ref) : ref.get())).data());
  return stored.success ? { ...stored.data, id } : undefined;
}

async function readPersonJob(
  firestore: Firestore,
  { jobId, run }: Parent,
  transaction?: Transaction,
): Promise<PersonJob | undefined> {
  const job = await readJob(firestore, jobId, transaction);
  return job?.kind === 'persona' && job.run === run ? job : undefined;
}

/** A person's job that is still to be worked on, as a message named it. */
export async function openJob(firestore: Firestore, named: Parent): Promise<PersonJob | undefined> {
  const job = await readPersonJob(firestore, named);
  return job?.state === 'running' ? job : undefined;
}

/** `new`: to be worked on; `stale`: so too, for nobody does; `joined`: it is on its way, or done for this parent. */
export type Begun = { job: PersonJob; how: 'new' | 'stale' | 'joined' };

/** Begins what is asked for a person, or joins the same while it runs; not_found where there is no such person. */
export function beginJob(
  firestore: Firestore,
  {
    userId,
    options,
    parent,
    run,
    now,
  }: { userId: string; options: JobOptions; parent?: Parent; run: string; now: number },
): Promise<Begun> {
  const id = `persona-${digestOf([userId, options])}`;
  const ref = refOf(firestore, id);
  const isParent = (other: Parent) => other.jobId === parent?.jobId && other.run === parent.run;
  return firestore.runTransaction(async (transaction): Promise<Begun> => {
    const person = await readPerson(firestore, userId, transaction);
    if (!person) throw new AppError('not_found', 'There is no such person.');
    const before = await readJob(firestore, id, transaction);
    const known = before?.kind === 'persona' ? before : undefined;
    const counted = known?.parents.some(isParent) ?? false;
    if (parent && !counted)
      transaction.update(refOf(firestore, parent.jobId), { people: increment(1), updatedAt: now });
    if (known && (known.state === 'running' || counted)) {
      const stale = known.state === 'running' && now - known.updatedAt > joinedMs;
      const parents = parent && !counted ? [...known.parents, parent] : known.parents;
      if (stale || parents !== known.parents)
        transaction.update(ref, { parents, ...(stale && { updatedAt: now }) });
      return { job: { ...known, parents }, how: stale ? 'stale' : 'joined' };
    }
    const job = {
      kind: 'persona' as const,
      userId,
      options,
      run,
      state: 'running' as const,
      pending: null,
      total: 0,
      refreshed: 0,
      failed: 0,
      outcome: null,
      parents: parent ? [parent] : [],
      createdAt: now,
      updatedAt: now,
    };
    transaction.set(ref, { ...job, ...expiry(now) });
    return { job: { ...job, id }, how: 'new' };
  });
}

/** Takes back a job that could not be queued, so that whoever asks again begins anew. */
export async function dropJob(firestore: Firestore, { id }: { id: string }): Promise<void> {
  await refOf(firestore, id).delete();
}

function changeJob(
  firestore: Firestore,
  named: Parent,
  now: number,
  change: (job: PersonJob, transaction: Transaction) => Partial<PersonJob> | undefined,
): Promise<PersonJob | undefined> {
  return firestore.runTransaction(async (transaction) => {
    const job = await readPersonJob(firestore, named, transaction);
    const changes = job?.state === 'running' ? change(job, transaction) : undefined;
    if (!job || !changes) return job;
    transaction.update(refOf(firestore, named.jobId), { ...changes, updatedAt: now });
    return { ...job, ...changes, updatedAt: now };
  });
}

/** Notes which conversations a job is to remember, unless it is noted. */
export function planJob(firestore: Firestore, named: Parent, pending: string[], now: number) {
  return changeJob(firestore, named, now, (job) =>
    job.pending === null ? { pending, total: pending.length } : undefined,
  );
}

/** Counts a conversation as done, once; one that is gone does not count. */
export function settleConversation(
  firestore: Firestore,
  named: Parent,
  {
    conversationId,
    outcome,
    now,
  }: { conversationId: string; outcome: 'made' | 'gone' | 'failed'; now: number },
) {
  return changeJob(firestore, named, now, (job) => {
    if (!job.pending?.includes(conversationId)) return undefined;
    return {
      pending: job.pending.filter((id) => id !== conversationId),
      total: job.total - (outcome === 'gone' ? 1 : 0),
      refreshed: job.refreshed + (outcome === 'made' ? 1 : 0),
      failed: job.failed + (outcome === 'failed' ? 1 : 0),
    };
  });
}

/** Ends a job, and counts it in the jobs for everyone that wait for it, once. */
export async function finishJob(
  firestore: Firestore,
  named: Parent,
  outcome: NonNullable<PersonJob['outcome']>,
  now: number,
): Promise<PersonJob | undefined> {
  const job = await openJob(firestore, named);
  const waiting: Parent[] = [];
  for (const parent of job?.parents ?? []) {
    const other = await readJob(firestore, parent.jobId);
    if (other?.kind === 'persona-everyone' && other.run === parent.run) waiting.push(parent);
  }
  return changeJob(firestore, named, now, (current, transaction) => {
    // Not read in the transaction: everyone's jobs would queue up for the one document.
    for (const { jobId } of waiting) {
      transaction.update(refOf(firestore, jobId), {
        done: increment(1),
        ...(outcome === 'failed' && { failed: increment(1) }),
        updatedAt: now,
      });
    }
    // One that joined since is counted when this is tried again.
    if (current.parents.length > (job?.parents.length ?? 0))
      throw new AppError('unavailable', 'The job was joined while it ended; try again.');
    return { state: 'done', outcome };
  });
}

/** Whether a job for everyone is over: all are listed, and all of them are done. */
export function isOver({ listed, done, people }: Pick<EveryoneJob, 'listed' | 'done' | 'people'>): boolean {
  return listed && done >= people;
}

/** Begins what is asked for everyone, or joins the same while it runs. */
export function beginEveryoneJob(
  firestore: Firestore,
  { options, onlyActive, run, now }: { options: JobOptions; onlyActive: boolean; run: string; now: number },
): Promise<{ job: EveryoneJob; joined: boolean }> {
  const id = `persona-everyone-${digestOf([options, onlyActive])}`;
  return firestore.runTransaction(async (transaction) => {
    const known = await readJob(firestore, id, transaction);
    if (known?.kind === 'persona-everyone' && !isOver(known) && now - known.updatedAt < staleEveryoneMs)
      return { job: known, joined: true };
    const job = {
      kind: 'persona-everyone' as const,
      options,
      onlyActive,
      run,
      state: 'running' as const,
      page: 0,
      listed: false,
      people: 0,
      done: 0,
      failed: 0,
      createdAt: now,
      updatedAt: now,
    };
    transaction.set(refOf(firestore, id), { ...job, ...expiry(now) });
    return { job: { ...job, id }, joined: false };
  });
}

/** Notes a page of people as done; a page may be noted after the last. */
export async function notePage(
  firestore: Firestore,
  { jobId, page, listed, now }: { jobId: string; page: number; listed: boolean; now: number },
): Promise<void> {
  await refOf(firestore, jobId).update({ page: page + 1, ...(listed && { listed }), updatedAt: now });
}

/** Jobs of people that came no further for long, whose work is to be queued again. */
export async function staleJobs(firestore: Firestore, now: number): Promise<Parent[]> {
  const running = firestore.collection('jobs').where('kind', '==', 'persona').where('state', '==', 'running');
  const { docs } = await running.select('run', 'updatedAt').limit(1000).get();
  return docs
    .filter((doc) => now - Number(doc.get('updatedAt')) > staleMs)
    .map((doc) => ({ jobId: doc.id, run: String(doc.get('run')) }));
}

import type { Firestore } from '@google-cloud/firestore';
import { contextOf, contextRef, currentContext } from '../context/index.ts';
import { AppError } from '../platform/errors.ts';
import type { Clock } from '../platform/clock.ts';
import { log } from '../platform/log.ts';
import type { People } from '../person/index.ts';
import { mergeWeekly } from '../profile/index.ts';
import { copyPage } from './copy-page.ts';
import { deleteCopied } from './delete-copied.ts';
import { readDirectoryOf, readScene, type Scene } from './merge-scene.ts';
import { mergeContexts, mergeProfiles } from './merge-profiles.ts';
import { mergeQuotas } from './merge-quotas.ts';
import type { MergeJob } from './schema.ts';
import { jobRef, mergeJobOf, nextPage, quotaRef, readAll, versionOf, windowsBehind } from './store.ts';

export type MergeServices = {
  firestore: () => Promise<Firestore>;
  people: Pick<People, 'moveEpoch'>;
  clock: Clock;
};

/** Instances that do not know of the link yet may write to the old person for so long. */
const settleMs = 2 * 60_000;
const keptMs = 30 * 24 * 3_600_000;
/** A copy that is found wanting so often is a fault of ours. */
const mostAgain = 100;

type Outcome = 'more' | 'waiting' | 'done';

/**
 * Goes one step further in a merge: copies some documents to the person who lives on, or verifies and deletes those
 * that were. Each step is one transaction that also notes how far it came, so it can be cut, repeated and run beside
 * itself without losing or doubling anything. `waiting` says that all is moved and what is left can wait.
 */
export async function mergeStep(services: MergeServices, jobId: string): Promise<Outcome> {
  const { clock, people } = services;
  const firestore = await services.firestore();
  const snapshot = await jobRef(firestore, jobId).get();
  const job = mergeJobOf(snapshot);
  if (!job?.unmerged) return 'done';
  if (job.again > mostAgain) throw new AppError('internal', 'Copies of a merge do not hold.');
  const now = clock();
  if (job.state === 'settling' && now < (job.settleAt ?? 0)) return 'waiting';
  const run = (work: (scene: Scene) => Promise<Partial<MergeJob>>) =>
    takeStep(firestore, { jobId, now, version: versionOf(snapshot) }, work);

  if (!job.profileMerged) return run(mergePerson);
  if (job.copied.length > 0) return run(deleteCopied);
  const page = await nextPage(firestore.doc(`users/${job.from}`));
  if (page.length > 0) return run((scene) => copyPage(scene, page));
  await people.moveEpoch(job.userId);
  const outcome = await run(close);
  if (outcome === 'done') log.info('identity.merged', { jobId, documents: job.documents, again: job.again });
  return outcome;
}

/** Runs one step in a transaction, unless another took one since, and writes what it changes of the job. */
function takeStep(
  firestore: Firestore,
  { jobId, now, version }: { jobId: string; now: number; version: string },
  work: (scene: Scene) => Promise<Partial<MergeJob>>,
): Promise<Outcome> {
  return firestore.runTransaction(async (transaction) => {
    const scene = await readScene(transaction, firestore, { jobId, now });
    if (scene === 'over') return 'done';
    if (scene !== 'lost' && versionOf(scene.jobSnapshot) !== version) return 'more';
    const changes = scene === 'lost' ? over('dropped', now) : await work(scene);
    transaction.update(jobRef(firestore, jobId), { ...changes, updatedAt: now });
    if (changes.unmerged === false) return 'done';
    return changes.state === 'settling' ? 'waiting' : 'more';
  });
}

/** Takes over what the old profile and work context say where the new ones say nothing, and what was spent. */
async function mergePerson(scene: Scene): Promise<Partial<MergeJob>> {
  const { transaction, to, old, person, job, now } = scene;
  if (!person) return { profileMerged: true, context: null };
  const gate = contextRef(to);
  const [source, target] = [quotaRef(to.firestore, job.from), quotaRef(to.firestore, job.userId)];
  const [stored, spent, mine] = await readAll(transaction, [gate, source, target] as const);
  const context = contextOf(stored);
  const profile = mergeProfiles(old, person);
  const weekly = mergeWeekly(old.weekly, person.weekly, profile.timezone);
  transaction.update(to, { ...profile, ...(weekly && { weekly }), epoch: person.epoch + 1 });
  if (context && job.context)
    transaction.update(gate, mergeContexts(currentContext(job.context, now), currentContext(context, now)));
  if (spent.exists) transaction.set(target, mergeQuotas(spent.data() ?? {}, mine.data() ?? {}));
  transaction.delete(source);
  return { profileMerged: true, context: null };
}

/**
 * Ends the work once nothing is left below the old person, who stays as a sign of where they went: a message that
 * still comes for them is sent on, not answered to somebody new. Windows learn of the newest directory, so that every
 * instance reads it.
 */
async function close(scene: Scene): Promise<Partial<MergeJob>> {
  const { transaction, from, to, old, person, job, now } = scene;
  if (!person) return over('dropped', now);
  const revision: unknown = (await readDirectoryOf(scene)).get('revision');
  const behind = typeof revision === 'number' ? await windowsBehind(transaction, to, revision) : [];
  for (const { ref } of behind) transaction.update(ref, { recallRevision: revision });
  if (behind.length > 0) return {};
  const { userId, mergedInto, createdAt } = old;
  transaction.set(from, { userId, mergedInto, createdAt, updatedAt: now });
  return job.state === 'settling' ? over('done', now) : { state: 'settling', settleAt: now + settleMs };
}

function over(state: 'done' | 'dropped', now: number): Partial<MergeJob> & { expireAt: Date } {
  return { state, unmerged: false, context: null, copied: [], expireAt: new Date(now + keptMs) };
}

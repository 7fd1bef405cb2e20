import type { Firestore } from '@google-cloud/firestore';
import { type SweepPage, type SweepState, sweepStateSchema } from './schema.ts';

const path = 'jobs/memory-sweep';
const keptMs = 30 * 86_400_000;

/** How far the last sweep has come. */
export async function readSweep(firestore: Firestore): Promise<SweepState | undefined> {
  const snapshot = await firestore.doc(path).get();
  return snapshot.exists ? sweepStateSchema.parse(snapshot.data()) : undefined;
}

/** A page that was done: what came of it and which one is next. */
export type SweptPage = {
  sweepId: string;
  page: number;
  next?: SweepPage | undefined;
  queued: number;
  forgotten: number;
  now: number;
};

/** Notes a page as done, unless a later one is already; answers how far the sweep has come. */
export async function noteSwept(
  firestore: Firestore,
  { sweepId, page, next, queued, forgotten, now }: SweptPage,
): Promise<SweepState> {
  const document = firestore.doc(path);
  return firestore.runTransaction(async (transaction) => {
    const snapshot = await transaction.get(document);
    const stored = snapshot.exists ? sweepStateSchema.parse(snapshot.data()) : undefined;
    const before = stored?.sweepId === sweepId ? stored : undefined;
    const further = before !== undefined && before.page > page;
    const end = next ? { next: JSON.parse(JSON.stringify(next)) as SweepPage } : { finishedAt: now };
    const counts = {
      queued: (before?.queued ?? 0) + queued,
      forgotten: (before?.forgotten ?? 0) + forgotten,
    };
    const startedAt = before?.startedAt ?? now;
    const state: SweepState = further
      ? { ...before, ...counts }
      : { sweepId, page: page + 1, startedAt, ...counts, ...end };
    transaction.set(document, { ...state, expireAt: new Date(startedAt + keptMs) });
    return state;
  });
}

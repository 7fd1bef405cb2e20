import type { Firestore } from '@google-cloud/firestore';
import { type CompressOutcome, findDue, type PagePlace } from '../../shared/memory/index.ts';

/** What a sweep did for one person: conversations by outcome. */
export type Swept = { person: string; due: number } & Partial<Record<CompressOutcome | 'failed', number>>;

type SweepServices = {
  firestore: Firestore;
  compress: (userId: string, conversationId: string) => Promise<CompressOutcome>;
};

const pageSize = 100;

/** Compresses every conversation that is over the threshold, of one person or of all, and counts per person. */
export async function runSweep(
  { firestore, compress }: SweepServices,
  { user, dryRun }: { user?: string; dryRun: boolean },
): Promise<Swept[]> {
  const people = new Map<string, Swept>();
  for await (const { userId, conversationId } of dueConversations(firestore, user)) {
    const swept = people.get(userId) ?? { person: userId, due: 0 };
    people.set(userId, swept);
    swept.due += 1;
    if (dryRun) continue;
    const outcome = await compress(userId, conversationId).catch(() => 'failed' as const);
    swept[outcome] = (swept[outcome] ?? 0) + 1;
  }
  return [...people.values()].sort((a, b) => (a.person < b.person ? -1 : 1));
}

async function* dueConversations(firestore: Firestore, userId: string | undefined) {
  let after: PagePlace | undefined;
  do {
    const { due, next } = await findDue(firestore, { limit: pageSize, after, userId });
    yield* due;
    after = next;
  } while (after);
}

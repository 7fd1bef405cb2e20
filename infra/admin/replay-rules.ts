import { setTimeout as pause } from 'node:timers/promises';
import { readActions, type Replayed, replayPerson } from '../../shared/action-log/index.ts';
import { createProducts } from '../../shared/catalog/index.ts';
import type { Rules } from '../../shared/preferences/index.ts';
import { pageLearners } from './page-learners.ts';
import type { RulesAnswer, RulesServices } from './rules-answer.ts';

export type ReplayCommand = { rules: Rules; user?: string; incomplete: boolean };

/** An event is in BigQuery a second or two after it is stored. */
const attempts = 6;
const pauseMs = 2000;

/** Learns everyone's preferences anew from the log under the rules in force, or one person's. */
export async function replayRules(
  { firestore, bigquery, dataset }: RulesServices,
  { rules, user, incomplete }: ReplayCommand,
  { waitMs = pauseMs } = {},
): Promise<RulesAnswer> {
  const source = { bigquery: await bigquery(), dataset };
  const products = createProducts({ firestore: () => Promise.resolve(firestore) });
  const nameOf = async (productId: string) => (await products.find(productId))?.name;
  const counts = { people: 0, events: 0, missing: 0 };
  const behind: { user: string; missing: number }[] = [];

  async function replay(userId: string, actions: Awaited<ReturnType<typeof readActions>>): Promise<Replayed> {
    const options = { rules, now: Date.now(), nameOf };
    let replayed = await replayPerson(firestore, userId, actions.get(userId) ?? [], options);
    for (let attempt = 1; replayed.outcome === 'behind' && attempt < attempts; attempt += 1) {
      await pause(waitMs);
      const newer = await readActions(source, [userId]);
      replayed = await replayPerson(firestore, userId, newer.get(userId) ?? [], {
        ...options,
        now: Date.now(),
        incomplete: incomplete && attempt === attempts - 1,
      });
    }
    return replayed;
  }

  for await (const learners of pageLearners(firestore, user)) {
    const people = learners.map(({ userId }) => userId);
    const actions = people.length === 0 ? new Map<string, never[]>() : await readActions(source, people);
    for (const userId of people) {
      const replayed = await replay(userId, actions);
      if (replayed.outcome === 'behind') behind.push({ user: userId, missing: replayed.missing });
      if (replayed.outcome !== 'replayed') continue;
      counts.people += 1;
      counts.events += replayed.events;
      counts.missing += replayed.missing;
    }
  }
  const left = behind.map(
    ({ user: id, missing }) => `\n${id}: ${missing} stored events are not in BigQuery.`,
  );
  return {
    value: { ...counts, behind },
    text: `Learned ${counts.people} people anew from ${counts.events} events.${left.join('')}`,
    ...(behind.length > 0 && {
      failed: `${behind.length} people were left as they were; once more later, or with --incomplete.`,
    }),
  };
}

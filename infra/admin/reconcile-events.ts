import type { BigQuery } from '@google-cloud/bigquery';
import type { Firestore, QueryDocumentSnapshot } from '@google-cloud/firestore';
import { z } from 'zod';
import { rawActionsTable, seenCollection } from '../../shared/events/index.ts';
import type { EventsCommand } from './parse-events.ts';
import { table } from './print-table.ts';

const dayMs = 24 * 3_600_000;
const pageSize = 500;
/** A clock that is ahead of ours may put an event into the next day. */
const aheadMs = 10 * 60_000;

const rowsSchema = z.array(z.object({ user_id: z.string(), n: z.number().int() }));

export type ReconcileServices = { firestore: Firestore; bigquery: () => Promise<BigQuery>; dataset: string };

/** Compares how many events of a UTC day each person has with what BigQuery has of them; tells where they differ. */
export async function reconcileEvents(
  { firestore, bigquery, dataset }: ReconcileServices,
  { day }: EventsCommand,
): Promise<{ value: object; text: string; failed?: string }> {
  const [stored, streamed] = await Promise.all([
    storedEvents(firestore, day),
    streamedEvents(await bigquery(), dataset, day),
  ]);
  const people = [...new Set([...stored.keys(), ...streamed.keys()])].sort();
  const counts = people.map((user) => ({
    user,
    stored: stored.get(user) ?? 0,
    streamed: streamed.get(user) ?? 0,
  }));
  const differing = counts.filter((one) => one.stored !== one.streamed);
  const total = (which: 'stored' | 'streamed') => counts.reduce((sum, one) => sum + one[which], 0);
  const totals = { day, people: people.length, stored: total('stored'), streamed: total('streamed') };
  const summary = `${day}: ${people.length} people, ${totals.stored} events stored, ${totals.streamed} in BigQuery.`;
  if (differing.length === 0)
    return { value: { ...totals, differing }, text: `${summary} They agree for everyone.` };
  const rows = differing.map((one) => ({ ...one, difference: one.streamed - one.stored }));
  return {
    value: { ...totals, differing },
    text: `${summary}\n${table(rows)}`,
    failed: `They differ for ${differing.length} of ${people.length} people.`,
  };
}

/** By person, how many events have had their effect. */
async function storedEvents(firestore: Firestore, day: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const days = firestore
    .collectionGroup(seenCollection)
    .where('day', '==', day)
    .select('count')
    .limit(pageSize);
  for (let last: QueryDocumentSnapshot | undefined; ;) {
    const { docs } = await (last === undefined ? days : days.startAfter(last)).get();
    for (const doc of docs) {
      const userId = doc.ref.parent.parent?.id;
      const count: unknown = doc.get('count');
      if (userId !== undefined && typeof count === 'number') counts.set(userId, count);
    }
    last = docs.at(-1);
    if (docs.length < pageSize) return counts;
  }
}

/** By person, how many events analysts find, by the day they were told to be of. */
async function streamedEvents(
  bigquery: BigQuery,
  dataset: string,
  day: string,
): Promise<Map<string, number>> {
  const from = Date.parse(day);
  const query = `
    SELECT user_id, COUNT(*) AS n
    FROM \`${bigquery.projectId}.${dataset}.${rawActionsTable}_unique\`
    WHERE event_timestamp >= @earliest AND event_timestamp < @until
      AND COALESCE(SAFE_CAST(JSON_VALUE(raw_event_data, '$.toldAt') AS INT64), UNIX_MILLIS(event_timestamp))
        BETWEEN @first AND @last
    GROUP BY user_id`;
  const params = {
    earliest: new Date(from - aheadMs),
    until: new Date(from + dayMs),
    first: from,
    last: from + dayMs - 1,
  };
  const types = { earliest: 'TIMESTAMP', until: 'TIMESTAMP', first: 'INT64', last: 'INT64' };
  const [rows]: unknown[] = await bigquery.query({ query, params, types });
  return new Map(rowsSchema.parse(rows).map(({ user_id, n }) => [user_id, n]));
}

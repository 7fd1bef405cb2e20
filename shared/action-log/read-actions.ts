import type { BigQuery } from '@google-cloud/bigquery';
import { z } from 'zod';
import { dayOf, rawActionsTable } from '../events/index.ts';
import { type PreferenceEvent, preferenceEventSchema, type Subject } from '../preferences/index.ts';

/** Something that a person did, as the log has it. */
export type LoggedAction = {
  eventId: string;
  /** Among which day's seen ids it is. */
  day: string;
  receivedAt: number;
  event: PreferenceEvent;
  subject: Subject;
};

const fromJson = <T extends z.ZodType>(schema: T) =>
  z.preprocess((text) => (typeof text === 'string' ? (JSON.parse(text) as unknown) : text), schema);

const rowSchema = z.object({
  user_id: z.string(),
  event_id: z.string(),
  event_type: z.string(),
  millis: z.number(),
  product_id: z.string().nullable(),
  raw_event_data: fromJson(
    z.object({
      quantity: z.number().optional(),
      rating: z.number().optional(),
      category: z.string().optional(),
      brand: z.string().optional(),
      attributes: z.array(z.string()).optional(),
      toldAt: z.number().optional(),
      receivedAt: z.number().optional(),
    }),
  ),
});

/** All that people did, each event once, oldest first; people who did nothing are not in it. */
export async function readActions(
  { bigquery, dataset }: { bigquery: BigQuery; dataset: string },
  people: readonly string[],
): Promise<Map<string, LoggedAction[]>> {
  const actions = new Map<string, LoggedAction[]>();
  const query = `
    SELECT user_id, event_id, event_type, UNIX_MILLIS(event_timestamp) AS millis, product_id,
      TO_JSON_STRING(raw_event_data) AS raw_event_data
    FROM \`${bigquery.projectId}.${dataset}.${rawActionsTable}_unique\`
    WHERE user_id IN UNNEST(@people)
    ORDER BY user_id, event_timestamp, event_id`;
  const [rows]: unknown[] = await bigquery.query({ query, params: { people: [...people] } });
  for (const row of z.array(rowSchema).parse(rows)) {
    const { toldAt = row.millis, receivedAt = row.millis, quantity, rating, ...keys } = row.raw_event_data;
    // What was streamed by another version may not be an event any more.
    const event = preferenceEventSchema.safeParse({
      eventType: row.event_type,
      at: row.millis,
      quantity,
      rating,
    });
    if (!event.success) continue;
    const of = actions.get(row.user_id) ?? [];
    actions.set(row.user_id, of);
    of.push({
      eventId: row.event_id,
      day: dayOf(toldAt),
      receivedAt,
      event: event.data,
      subject: { productId: row.product_id ?? undefined, ...keys },
    });
  }
  return actions;
}

import { z } from 'zod';

/** Where erasures are asked to go on; its payloads are below. */
export const erasureTopic = 'erasure';

/** One erasure to go on with, or, from the schedule, all of them. */
export const erasureSchema = z.union([
  z.strictObject({ receiptId: z.string().regex(/^[\w-]{1,100}$/) }),
  z.strictObject({ source: z.literal('schedule') }),
]);
export type ErasureMessage = z.output<typeof erasureSchema>;

/** What was removed of a person and what still waits; times in milliseconds. */
export const receiptSchema = z
  .object({
    id: z.string(),
    /** `done` once analysts' rows are gone too. */
    state: z.enum(['pending', 'done']),
    requestedAt: z.number(),
    /** When the last document was gone. */
    erasedAt: z.number().nullable(),
    doneAt: z.number().nullable(),
    /** Documents removed, by collection. */
    documents: z.record(z.string(), z.number()),
    /** Analysts' rows removed, by table. */
    rows: z.record(z.string(), z.number()),
  })
  .meta({ id: 'ErasureReceipt' });
export type Receipt = z.output<typeof receiptSchema>;

/** A receipt as it is kept, with what going on with the erasure needs. */
export const storedReceiptSchema = receiptSchema.omit({ id: true }).extend({
  kind: z.literal('erasure'),
  userId: z.string(),
  /** The person and everyone who was merged into them, under whose ids something may be left. */
  people: z.array(z.string()).min(1),
});
export type StoredReceipt = z.output<typeof storedReceiptSchema>;

/** A table that names people, and the column that says when a row happened. */
export type PersonalTable = { name: string; timeColumn: string };

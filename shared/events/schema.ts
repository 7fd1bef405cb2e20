import { z } from 'zod';
import type { CartChange } from '../cart/index.ts';
import { isWellFormed, wellFormedRule, wellFormedText } from '../platform/well-formed.ts';
import { eventTypeSchema, type PreferenceEvent, type Subject } from '../preferences/index.ts';

/** Where analysts find every event; `infra/bigquery` lists its columns. */
export const rawActionsTable = 'raw_user_actions';

/** So many events one request brings. */
export const mostEvents = 100;
/** Events older than this are not taken; their ids are kept a day longer. */
export const oldestMs = 7 * 24 * 3_600_000;
/** How far ahead of ours an app's clock may be. */
export const aheadMs = 5 * 60_000;
const mostContextBytes = 4096;

function isShort(context: object): boolean {
  try {
    return Buffer.byteLength(JSON.stringify(context)) <= mostContextBytes;
  } catch {
    // So deep that it cannot be written.
    return false;
  }
}

const moment = z
  .union([z.number().int().nonnegative(), z.iso.datetime({ offset: true })], {
    error: 'Must be milliseconds since 1970 or an ISO time with its zone',
  })
  .transform((at) => (typeof at === 'string' ? Date.parse(at) : at));

/** What an app tells of one thing that a person did. */
export const trackedEventSchema = z
  .strictObject({
    eventId: wellFormedText
      .min(1)
      .max(128)
      .optional()
      .meta({ description: 'Yours; sent again with the same `at` it has one effect. Needs `at`' }),
    eventType: eventTypeSchema,
    productId: wellFormedText.min(1).max(128).optional(),
    sessionId: wellFormedText.min(1).max(128).optional(),
    quantity: z.number().int().min(1).max(999).optional(),
    rating: z.number().min(1).max(5).optional().meta({ description: 'Of a `rate`: 1 to 5' }),
    query: wellFormedText.max(200).optional(),
    position: z.number().int().min(0).max(10_000).optional(),
    context: z
      // Not z.json(): what describes the API does not come to an end of it.
      .record(z.string(), z.unknown())
      .refine(isWellFormed, wellFormedRule)
      .refine(isShort, {
        message: `Must be at most ${mostContextBytes} bytes of JSON`,
      })
      .optional()
      .meta({
        description: 'Any JSON object up to 4 KB; `category` is what an event without a product is about',
      }),
    at: moment.optional().meta({ description: 'When it happened, at most 7 days ago; now unless given' }),
  })
  .refine((event) => event.eventId === undefined || event.at !== undefined, {
    path: ['at'],
    message: 'Must be given with eventId',
  });
export type TrackedEvent = z.output<typeof trackedEventSchema>;

/** What became of an event that was taken. */
export type Tracked = {
  eventId: string;
  status: 'tracked';
  preferencesUpdated: boolean;
  durable: boolean;
};

/** What this process holds of an event until it is stored. */
export type LearnedEvent = {
  eventId: string;
  /** When it was told to have happened, which says among which day's events it is looked for. */
  toldAt: number;
  receivedAt: number;
  event: PreferenceEvent;
  subject: Subject & { name?: { ru?: string | undefined; en?: string | undefined } | undefined };
  cart?: CartChange | undefined;
};

/** A row of `raw_user_actions`. */
export type RawActionRow = {
  event_id: string;
  event_timestamp: string;
  event_type: string;
  user_id: string;
  session_id: string;
  product_id: string | null;
  interaction_strength: number;
  raw_event_data: string;
};

/** `users/{u}/seen/{day}`: 12 bytes of each event's hash. */
export const seenDocumentSchema = z.object({
  day: z.string(),
  ids: z.instanceof(Uint8Array),
  count: z.number().int().nonnegative(),
});

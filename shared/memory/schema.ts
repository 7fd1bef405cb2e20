import { z } from 'zod';
import { ledgerSchema } from '../prompt/index.ts';

/** What a live window holds, and what compression leaves of it. */
export const mostEvents = 50;
export const mostWindowBytes = 400 * 1024;
export const keptEvents = 20;
/** Where a window is compressed without the model, rather than grow further. */
export const extractiveEvents = 100;

/** A conversation's id names a document. */
export const conversationIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9][\w.:-]{0,99}$/, 'Must be 1 to 100 letters, digits, and . _ : -');

/** A message's id, chosen by who sends it; the same id again is the same message. */
export const messageIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9][\w.:-]{0,99}$/, 'Must be 1 to 100 letters, digits, and . _ : -')
  // So end the ids of replies.
  .refine((id) => !id.endsWith('.reply'), 'Must not end in .reply');

/** One thing that was said. */
export const eventSchema = z.object({
  /** Unique in its conversation. */
  id: z.string().min(1),
  role: z.enum(['user', 'assistant']),
  content: z.string(),
  at: z.number(),
  source: z.enum(['text', 'voice']),
  /** E.g. `recalled` for a reply that quotes memories, `apology`, `macro`, `edited`. */
  tags: z.array(z.string()).default([]),
});
export type MemoryEvent = z.output<typeof eventSchema>;

/** How long compression's archive keeps an event. */
export const archivedMs = 90 * 86_400_000;

/** What compression moved out of a window. Its document's id is `archiveIdOf` of the two ids. */
export const archivedSchema = eventSchema.extend({ conversationId: z.string().min(1) });
export type ArchivedEvent = z.output<typeof archivedSchema>;

/** An event's id among all that the person ever said. */
export function archiveIdOf(conversationId: string, eventId: string): string {
  return `${conversationId}~${eventId}`;
}

/** One thing that was done: a macro, a skill or a turn. */
export const activitySchema = z.object({
  id: z.string().min(1),
  actionType: z.enum(['turn', 'macro', 'skill']),
  skill: z.string().optional(),
  summary: z.string(),
  at: z.number(),
  /** In UTC; Monday is 0. */
  hourOfDay: z.number().int().min(0).max(23),
  dayOfWeek: z.number().int().min(0).max(6),
  durationMs: z.number(),
});
export type Activity = z.output<typeof activitySchema>;

/** A turn of a conversation that an answer rests on. */
export const evidenceSchema = z.object({ id: z.string(), at: z.number(), text: z.string() });
export type Evidence = z.output<typeof evidenceSchema>;

/** What was settled about a message: which event it is and which one answers it. */
const processedSchema = z.object({ id: z.string(), reply: z.string(), model: z.string().optional() });

/** The live window of one conversation, as it is stored in one document. */
export const windowSchema = z.object({
  events: z.array(eventSchema).default([]),
  activities: z.array(activitySchema).default([]),
  summary: z.string().default(''),
  totals: z
    .object({ user: z.number(), assistant: z.number(), compressions: z.number() })
    .default({ user: 0, assistant: 0, compressions: 0 }),
  ledger: ledgerSchema.optional(),
  evidence: z.array(evidenceSchema).default([]),
  model: z.string().optional(),
  /** The newest last. */
  processed: z.array(processedSchema).default([]),
  /** Moves when what instances hold of this person in memory no longer holds. */
  epoch: z.number().int().default(0),
  /** The revision of the person's recall directory when this was written. */
  recallRevision: z.number().int().default(0),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type Window = z.output<typeof windowSchema>;

/** A finished turn, as it is to be remembered. */
export const turnSchema = z.object({
  messageId: z.string().min(1),
  user: eventSchema,
  reply: eventSchema,
  activities: z.array(activitySchema),
  ledger: ledgerSchema.optional(),
  evidence: z.array(evidenceSchema),
  model: z.string(),
});
export type Turn = z.output<typeof turnSchema>;

/** Conversations that are due for compression. */
export const compressTopic = 'compress-memory';
export const compressJobSchema = z.strictObject({
  userId: z.string().min(1),
  conversationId: conversationIdSchema,
});
export type CompressJob = z.output<typeof compressJobSchema>;

/** What keeps one conversation's jobs in order. */
export function compressKeyOf({ userId, conversationId }: CompressJob): string {
  return `${userId}/${conversationId}`;
}

/** The daily look for conversations that are due and memories that have expired. */
export const sweepTopic = 'memory-sweep';
/** How many conversations, or people, one page looks at. */
export const sweepPageSize = 200;
const placeSchema = z.strictObject({ value: z.number(), path: z.string().min(1) });
const pageSchema = z.strictObject({
  sweepId: z.string().min(1),
  page: z.number().int().min(0),
  phase: z.enum(['compress', 'forget']),
  after: placeSchema.optional(),
});
/** One page of a sweep: the page says where it begins. */
export type SweepPage = z.output<typeof pageSchema>;

/** What the schedule publishes, and what a page publishes to go on. */
export const sweepMessageSchema = z.union([
  z.strictObject({ source: z.string().min(1).max(100) }),
  pageSchema,
]);
export type SweepMessage = z.output<typeof sweepMessageSchema>;

/** How far a sweep has come: `next` is the page that is to be done. */
export const sweepStateSchema = z.object({
  sweepId: z.string(),
  next: pageSchema.optional(),
  page: z.number().int(),
  startedAt: z.number(),
  /** Conversations that were queued for compression, and people of whom something expired was forgotten. */
  queued: z.number().int(),
  forgotten: z.number().int(),
  finishedAt: z.number().optional(),
});
export type SweepState = z.output<typeof sweepStateSchema>;

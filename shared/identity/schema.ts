import { z } from 'zod';
import { workContextSchema } from '../context/index.ts';

/** Where merges are asked for, one message for each piece of work. */
export const linkTopic = 'link-people';

/** One merge by its job, or all that are not finished. */
export const linkMessageSchema = z.union([
  z.strictObject({ jobId: z.string().min(1).max(200) }),
  z.strictObject({ unfinished: z.literal(true) }),
]);
export type LinkMessage = z.output<typeof linkMessageSchema>;

/** Which person an account belongs to. */
export const identitySchema = z.object({
  userId: z.string().min(1),
  linkedAt: z.number(),
  /** The code that linked it, so that the same message again is told the same. */
  code: z.string(),
  jobId: z.string(),
});
export type Identity = z.output<typeof identitySchema>;

/** A document that was copied and not yet deleted where it came from. */
const copiedSchema = z.object({
  /** Below the person's document. */
  path: z.string(),
  /** Which version of it was copied. */
  version: z.string(),
});

/** How far a merge has come. */
export const mergeJobSchema = z.object({
  kind: z.literal('link-people'),
  /** Who lives on; also who the job belongs to. */
  userId: z.string().min(1),
  from: z.string().min(1),
  /** `settling`: all is moved; what late writers leave behind is looked for once more. `dropped`: nobody to merge into. */
  state: z.enum(['running', 'settling', 'done', 'dropped']),
  /** Whether there is work left; what the schedule asks for. */
  unmerged: z.boolean(),
  profileMerged: z.boolean(),
  /** What the old person was at when their gate was closed. */
  context: workContextSchema.nullable(),
  /** The new person's last erasure before the merge; another one later ends it. */
  erasedBefore: z.number().nullable(),
  copied: z.array(copiedSchema),
  /** The new person's epoch when that was copied. */
  epoch: z.number().int(),
  documents: z.number().int(),
  /** Documents whose copy was found wanting, and which were copied again. */
  again: z.number().int(),
  createdAt: z.number(),
  updatedAt: z.number(),
  settleAt: z.number().nullable(),
});
export type MergeJob = z.output<typeof mergeJobSchema>;

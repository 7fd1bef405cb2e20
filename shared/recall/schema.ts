import { z } from 'zod';

export const snippetKinds = ['turn', 'activity'] as const;
export type SnippetKind = (typeof snippetKinds)[number];

/** One thing said or done, as recall keeps it. */
export const snippetSchema = z.object({
  id: z.string().min(1),
  conversationId: z.string().min(1),
  role: z.enum(['user', 'assistant']),
  kind: z.enum(snippetKinds),
  text: z.string(),
  /** Milliseconds since the epoch. */
  at: z.number(),
  /** The name of who speaks, where the role does not say it. */
  speaker: z.string().optional(),
  /** What a picture or file that came with the text shows. */
  caption: z.string().optional(),
  /** The text repeats what recall gave; indexing it would let a memory confirm itself. */
  recalled: z.boolean().optional(),
  activity: z
    .object({
      actionType: z.string(),
      skill: z.string().optional(),
      hourOfDay: z.number().int().min(0).max(23),
      dayOfWeek: z.number().int().min(0).max(6),
      durationMs: z.number(),
    })
    .optional(),
});
export type Snippet = z.output<typeof snippetSchema>;

/** A snippet and what an embeddings model made of it. */
export type EmbeddedSnippet = Snippet & { embedding?: ArrayLike<number> };

const bytesSchema = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** A sealed segment as it is stored: it never changes under its id. */
export const segmentDocumentSchema = z.object({
  id: z.string().min(1),
  from: z.number(),
  to: z.number(),
  count: z.number().int(),
  /** The snippets as one JSON text: a store decodes that much faster than an array of maps. */
  body: z.string(),
  /** `count` × `dimensions` signed bytes; a snippet without an embedding has zeros. */
  embeddings: bytesSchema.optional(),
  dimensions: z.number().int().optional(),
});
export type SegmentDocument = z.output<typeof segmentDocumentSchema>;

/** What the directory says of one sealed segment beside its terms. */
export type DirectoryRow = { id: string; from: number; to: number; count: number; tokens: number };

/** The directory as it is stored, in one document. */
export const directoryDocumentSchema = z.object({
  revision: z.number().int(),
  /** The rows as one JSON text, each `[id, from, to, count, tokens]`. */
  rows: z.string(),
  terms: bytesSchema,
});
export type DirectoryDocument = z.output<typeof directoryDocumentSchema>;

/** What each sealed segment holds, precisely enough to choose which to open. */
export type Directory = { revision: number; rows: readonly DirectoryRow[]; terms: Uint8Array };

/** One piece of evidence: what was said, when, and how well it fits. */
export type Recalled = {
  id: string;
  conversationId: string;
  kind: SnippetKind;
  role: Snippet['role'];
  at: number;
  text: string;
  score: number;
  /** From 0 to 1: how much of what was asked this turn, or one beside it, takes up in words. */
  coverage: number;
};

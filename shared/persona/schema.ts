import { z } from 'zod';

const item = z.string().trim().min(1).max(500);
const items = z.array(item).max(50);

/** The keys of a persona; snake_case on the wire and in store, as their readers expect. */
export const personaKeys = [
  'persona',
  'inferred_interests',
  'learning_patterns',
  'personality_traits',
] as const;
export type PersonaKey = (typeof personaKeys)[number];

export const personaListKeys = ['inferred_interests', 'learning_patterns', 'personality_traits'] as const;
export type PersonaListKey = (typeof personaListKeys)[number];

export const personaDataSchema = z.object({
  persona: z.string().trim().max(4000),
  inferred_interests: items,
  learning_patterns: items,
  personality_traits: items,
});
export type PersonaData = z.infer<typeof personaDataSchema>;

/** The keys of a conversation's memory. */
export const conversationMemoryKeys = ['summary', 'topics', 'facts', 'open_questions'] as const;
export type ConversationMemoryKey = (typeof conversationMemoryKeys)[number];

export const conversationMemoryDataSchema = z.object({
  summary: z.string().trim().max(8000),
  topics: items,
  facts: items,
  open_questions: items,
});
export type ConversationMemoryData = z.infer<typeof conversationMemoryDataSchema>;

const evidence = z.record(z.string(), z.array(z.string()));

/** `users/{u}/personas/current` */
export const personaDocumentSchema = z.object({
  data: personaDataSchema,
  /** The conversations that each item rests on. */
  rests_on: z.partialRecord(z.enum(personaListKeys), evidence),
  /** Items that the person struck: they stay away, whatever is generated later. */
  struck: z.array(z.object({ key: z.enum(personaListKeys), item: z.string() })).max(500),
  source: z.enum(['model', 'offline', 'service']),
  /** Of the sources that it was made from. */
  fingerprint: z.string(),
  /** Until when all that was said is in it; what the person strikes, or others store, does not move it. */
  generatedAt: z.number().int().default(0),
  createdAt: z.number().int(),
  updatedAt: z.number().int(),
});
export type PersonaDocument = z.infer<typeof personaDocumentSchema>;

/** `users/{u}/conversationMemories/{c}` */
export const conversationMemoryDocumentSchema = z.object({
  data: conversationMemoryDataSchema,
  /** The conversation's last change that it knows of. */
  conversationUpdatedAt: z.number().int(),
  source: z.enum(['model', 'offline']),
  createdAt: z.number().int(),
  updatedAt: z.number().int(),
});
export type ConversationMemoryDocument = z.infer<typeof conversationMemoryDocumentSchema>;

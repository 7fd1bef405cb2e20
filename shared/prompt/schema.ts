import { z } from 'zod';
import type { WorkContext } from '../context/index.ts';
import type { Language, Profile } from '../profile/index.ts';

/** The most tokens a prompt may have, whatever the model could read. */
export const promptCeiling = 2000;

/** The least context of a model that Butler can speak with. */
export const leastContextTokens = 1024;

/** What is always left for the answer where the model's context is small. */
export const leastAnswerTokens = 512;

/** The most tokens of each section. They are ceilings, not reservations: what one leaves, another may use. */
export const ceilings = {
  persona: 200,
  userPreferences: 100,
  currentContext: 150,
  memories: 200,
  userPersona: 150,
  summary: 300,
  window: 800,
  /** The new message's own 200 and the 500 of the buffer. */
  message: 700,
} as const;

/** The most tokens of a template for simple completions, with the least that its placeholders need. */
export const templateTokens = 1000;

/** What a message keeps however little room there is. */
export const leastMessageTokens = 200;

/** The conversation that is shown, and what is left of it when room is short. */
export const windowEvents = 20;
export const lastEvents = 5;
export const lastEventTokens = 80;

/** What chat models put around a message, and before the answer. */
export const messageFraming = 4;
export const answerFraming = 3;

export const sectionNames = [
  'persona',
  'userPreferences',
  'currentContext',
  'memories',
  'userPersona',
  'summary',
  'window',
  'message',
  /** The marks a chat model puts around each message. */
  'framing',
] as const;
export type SectionName = (typeof sectionNames)[number];

/** What was left out of a section: whole events, whole items, or a part of a text. */
const dropSchema = z.strictObject({
  section: z.enum(sectionNames),
  what: z.enum(['events', 'items', 'text']),
  count: z.number().int().min(1),
  why: z.enum(['too_many', 'section_ceiling', 'prompt_ceiling']),
});
export type Drop = z.output<typeof dropSchema>;

/** What a prompt is made of, in tokens; it never holds text. */
export const ledgerSchema = z.strictObject({
  total: z.number().int(),
  /** The most the whole prompt could have had. */
  ceiling: z.number().int(),
  maxAnswerTokens: z.number().int(),
  sections: z.record(z.enum(sectionNames), z.number().int().min(0)),
  dropped: z.array(dropSchema),
});
export type Ledger = z.output<typeof ledgerSchema>;

/** Something said before. */
export type PromptEvent = { role: 'user' | 'assistant'; content: string };
/** A recalled memory; the best come first. */
export type PromptMemory = { id: string; at: number; text: string };

/** What a person buys and likes; what says most comes first. */
export type PromptTaste = {
  buys: readonly { name: string; quantity?: number | undefined }[];
  likes: readonly string[];
};

/** What is still open of today's plan, in the person's language. */
export type PromptTask = { title: string; timeOfDay: string };

/** All a prompt is made from. What is missing is left out; without a profile the prompt holds nothing personal. */
export type PromptInput = {
  profile?: Profile | undefined;
  /** The language of the answer where there is no profile. */
  language?: Language | undefined;
  /** Who the butler is; the profile's persona where it is not said. */
  base?: string | undefined;
  /** Shown with how they want to be spoken to. */
  taste?: PromptTaste | undefined;
  context?: WorkContext | undefined;
  /** Shown with what they are at. */
  today?: readonly PromptTask[] | undefined;
  memories?: readonly PromptMemory[] | undefined;
  summary?: string | undefined;
  /** Oldest first. */
  window?: readonly PromptEvent[] | undefined;
  /** What is known of the person, as text that was made elsewhere. */
  userPersona?: string | undefined;
  message: string;
  now: number;
  /** How many tokens the model reads and writes at most. */
  contextTokens: number;
};

export type ChatMessage = { role: 'system' | 'user' | 'assistant'; content: string };

/** The messages for a chat model, and what they cost. */
export type Prompt = {
  /** The system prompt, the events that are shown, the new message. */
  messages: ChatMessage[];
  maxAnswerTokens: number;
  /** How many of the window's last events the prompt shows. */
  shownEvents: number;
  /** The memories that it shows. */
  memoryIds: string[];
  ledger: Ledger;
};

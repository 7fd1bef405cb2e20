import { conversationIdSchema, evidenceSchema, messageIdSchema } from '../memory/index.ts';
import { ledgerSchema } from '../prompt/index.ts';
import { z } from 'zod';

/** The conversation of who names none. */
export const mainConversation = 'main';

/** What `POST /api/v1/chat` takes. */
export const chatRequestSchema = z
  .strictObject({
    message: z.string().trim().min(1, 'Must not be empty').max(8000, 'Must have at most 8000 characters'),
    conversationId: conversationIdSchema.optional(),
    messageId: messageIdSchema.optional(),
    debug: z.boolean().optional(),
  })
  .meta({ id: 'ChatRequest' });

/** What it answers. */
export const chatReplySchema = z
  .object({
    reply: z.string(),
    conversationId: z.string(),
    messageId: z.string(),
    usedPersona: z.boolean(),
    memoryEventsUsed: z.number().int(),
    evidence: z.array(evidenceSchema),
    /** The model's name, or `offline`. */
    model: z.string(),
    /** Whether the turn is in memory already, waits in a queue, or is not kept at all. */
    remembered: z.enum(['now', 'later', 'no']),
    ledger: ledgerSchema.optional(),
  })
  .meta({ id: 'ChatReply' });
export type ChatReply = z.output<typeof chatReplySchema>;

/** One message to answer, whatever surface it came from. */
export type Message = {
  /** The person, as the surface knows them: an app's uid or `telegram:123`. */
  identity: string;
  conversationId: string;
  messageId: string;
  text: string;
  source: 'text' | 'voice';
  receivedAt: number;
  /** What the surface knows of someone new. */
  hints?: { name?: string; language?: 'ru' | 'en' };
  /** When the answer must be there. */
  deadline: number;
  /** Told each piece of a streamed answer; `undefined` takes back all that was told. */
  onText?: (piece: string | undefined) => void;
};

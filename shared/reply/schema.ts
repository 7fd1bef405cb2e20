import { z } from 'zod';
import { conversationIdSchema, evidenceSchema, messageIdSchema, turnSchema } from '../memory/index.ts';
import type { Evidence } from '../memory/index.ts';
import { templateNameSchema } from '../persona/index.ts';
import { type Ledger, ledgerSchema } from '../prompt/index.ts';
import type { Language } from '../profile/index.ts';

/** The conversation of who names none. */
export const mainConversation = 'main';

/** How long a turn may take from the message to the answer. */
export const turnMs = 50_000;

/** Turns that wait to be remembered, and what analysts read of turns. */
export const rememberTopic = 'remember-turn';
export const chatTurnsTable = 'chat_turns';

const chatFieldsSchema = z.strictObject({
  message: z.string().trim().min(1, 'Must not be empty').max(8000, 'Must have at most 8000 characters'),
  conversationId: conversationIdSchema.optional(),
  messageId: messageIdSchema.optional(),
  debug: z.boolean().optional(),
  mode: z.enum(['full', 'simple'], 'Must be full or simple').optional().meta({
    description: '`simple`: the named template with its placeholders filled, and the message; nothing else',
  }),
  template: templateNameSchema.optional().meta({ description: 'The template of a simple completion' }),
});

/** What `POST /api/v1/chat` takes. */
export const chatRequestSchema = chatFieldsSchema
  .refine(({ mode, template }) => mode !== 'simple' || template !== undefined, {
    path: ['template'],
    error: 'Is needed with mode simple',
  })
  .refine(({ mode, template }) => mode === 'simple' || template === undefined, {
    path: ['template'],
    error: 'Is for mode simple alone',
  })
  .meta({ id: 'ChatRequest' });

/** What names a turn, whatever it says. */
export const chatIdsSchema = chatFieldsSchema.pick({ conversationId: true, messageId: true });

const rememberedSchema = z.enum(['now', 'later', 'no']);
export type Remembered = z.output<typeof rememberedSchema>;

/** What it answers. */
export const chatReplySchema = z
  .object({
    reply: z.string(),
    conversationId: z.string(),
    messageId: z.string(),
    usedPersona: z.boolean(),
    memoryEventsUsed: z.number().int(),
    evidence: z.array(evidenceSchema),
    model: z.string().meta({ description: 'The model’s name, or `offline` where no model answered' }),
    remembered: rememberedSchema.meta({
      description: 'Whether the turn is in memory already, waits in a queue, or is not kept',
    }),
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
  /** The prompt of a simple completion: the template of this name, and nothing else. */
  template?: string;
  source: 'text' | 'voice';
  receivedAt: number;
  /** What the surface knows of someone new. */
  hints?: { name?: string; language?: Language };
  /** When the answer must be there. */
  deadline: number;
  /** Told each piece of a streamed answer; `undefined` takes back all that was told. */
  onText?: (piece: string | undefined) => void;
};

/** The answer, and what became of the turn. */
export type TurnResult = {
  userId: string;
  conversationId: string;
  messageId: string;
  reply: string;
  usedPersona: boolean;
  memoryEventsUsed: number;
  evidence: Evidence[];
  model: string;
  /** The skills that ran. */
  skills?: string[];
  remembered: Remembered;
  ledger?: Ledger | undefined;
  language: Language;
  /** Whether the person wants markup. */
  markdown: boolean;
  /** What nobody waits for; call it once the answer was sent. */
  afterwards: () => Promise<void>;
};

/** A turn on its way into memory. */
export const queuedTurnSchema = z.strictObject({
  identity: z.string().min(1),
  conversationId: conversationIdSchema,
  receivedAt: z.number(),
  tokens: z.number().int().min(0),
  turn: turnSchema,
});
export type QueuedTurn = z.output<typeof queuedTurnSchema>;

/** One turn for analysts; never text. */
export type ChatTurnRow = {
  event_id: string;
  turn_at: string;
  user_id: string;
  conversation_id: string;
  source: string;
  status: string;
  model: string;
  language: string;
  remembered: string;
  prompt_tokens: number;
  input_tokens: number;
  output_tokens: number;
  ledger: string;
  /** Keys of persona and conversation memory that the model was told, comma-separated. */
  injected_keys: string;
  evidence_count: number;
  message_chars: number;
  reply_chars: number;
  load_ms: number;
  answer_ms: number;
  total_ms: number;
};

import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Auth } from '../../shared/platform/auth.ts';
import type { Clock, IdSource } from '../../shared/platform/clock.ts';
import { AppError } from '../../shared/platform/errors.ts';
import { type App, type AppEnv, errorAnswers, jsonAnswer, jsonBody } from '../../shared/platform/http.ts';
import { rateLimit } from '../../shared/platform/rate-limit.ts';
import { requireAppUser } from '../../shared/person/index.ts';
import {
  type ChatReply,
  chatReplySchema,
  chatIdsSchema,
  chatRequestSchema,
  mainConversation,
  type Message,
  turnMs,
  type TurnResult,
  type Turns,
} from '../../shared/reply/index.ts';
import type { Speech } from '../../shared/speech/index.ts';
import { finishTurn } from './finish-turn.ts';
import { streamTurn } from './stream-turn.ts';

const voicePath = '/api/v1/chat/voice';

const chatRoute = createRoute({
  method: 'post',
  path: '/api/v1/chat',
  tags: ['chat'],
  summary: 'Say something to the butler',
  description:
    'With `Accept: text/event-stream` the answer is streamed: `delta` events carry pieces of text, `reset` takes back ' +
    'all pieces so far, `done` carries the answer as below, `error` the error. Stream from `chatUrl` of ' +
    '`/config.json`, for hosting holds streams back.',
  security: [{ user: [] }],
  request: { body: jsonBody(chatRequestSchema) },
  responses: {
    200: {
      description: 'The answer',
      content: {
        'application/json': { schema: chatReplySchema },
        'text/event-stream': { schema: z.string() },
      },
    },
    ...errorAnswers(400, 401, 403, 413, 415, 429),
  },
});

const voiceQuerySchema = chatIdsSchema.extend({ debug: z.enum(['true', 'false']).optional() });

const voiceReplySchema = chatReplySchema
  .extend({ transcript: z.string().meta({ description: 'What was heard' }) })
  .meta({ id: 'VoiceReply' });

const voiceRoute = createRoute({
  method: 'post',
  path: voicePath,
  tags: ['chat'],
  summary: 'Say something by voice; the answer is text',
  security: [{ user: [] }],
  request: {
    query: voiceQuerySchema,
    body: {
      required: true,
      description:
        'The recording itself, its format named by Content-Type (audio/ogg, audio/mpeg, audio/wav, …)',
      content: { 'audio/*': { schema: z.string().meta({ format: 'binary' }) } },
    },
  },
  responses: {
    200: jsonAnswer(voiceReplySchema, 'The answer, and what was heard'),
    ...errorAnswers(400, 401, 403, 413, 415, 429, 503),
  },
});

const configSchema = z
  .object({
    chatUrl: z.string().meta({ description: 'Where to call chat and voice for streams' }),
    model: z.enum(['connected', 'offline']),
    voice: z.boolean(),
    personalization: z.boolean(),
  })
  .meta({ id: 'AppConfig' });

const configRoute = createRoute({
  method: 'get',
  path: '/config.json',
  tags: ['operations'],
  summary: 'What an app needs to know of this backend',
  responses: { 200: jsonAnswer(configSchema, 'Addresses and abilities') },
});

export type ChatServices = {
  app: App;
  auth: Auth;
  turns: Turns;
  speech: Speech;
  clock: Clock;
  newId: IdSource;
  chatUrl: string | undefined;
  model: 'connected' | 'offline';
  personalization: boolean;
};

/** Serves the chat over HTTPS. */
export function chat(services: ChatServices): App {
  const { app, auth, turns, speech, clock, newId, chatUrl, model, personalization } = services;
  const requireUser = auth.requireUser();

  const messageOf = (
    c: Context<AppEnv>,
    said: {
      text: string;
      source: Message['source'];
      conversationId?: string | undefined;
      messageId?: string | undefined;
      template?: string | undefined;
    },
    receivedAt: number,
  ): Message => ({
    identity: requireAppUser(c.var.caller),
    conversationId: said.conversationId ?? mainConversation,
    messageId: said.messageId ?? newId(),
    text: said.text,
    ...(said.template !== undefined && { template: said.template }),
    source: said.source,
    receivedAt,
    hints: { language: languageOf(c.req.header('accept-language')) },
    deadline: receivedAt + turnMs,
  });

  app.use(chatRoute.path, requireUser);
  app.openapi(chatRoute, async (c) => {
    const { message: text, debug = false, conversationId, messageId, template } = c.req.valid('json');
    const said = { text, source: 'text' as const, conversationId, messageId, template };
    const message = messageOf(c, said, clock());
    const streamed = /\btext\/event-stream\b/.test(c.req.header('accept') ?? '');
    if (streamed) return streamTurn(c, turns, message, (result) => replyOf(result, debug));
    const result = await turns.take(message);
    finishTurn(result);
    return c.json(replyOf(result, debug), 200);
  });

  app.use(voiceRoute.path, requireUser);
  // A recording costs more than the turn that would be refused after it.
  app.use(voiceRoute.path, rateLimit({ name: 'voice', limit: 20, windowSeconds: 60, by: 'person' }));
  app.openapi(voiceRoute, async (c) => {
    const receivedAt = clock();
    const { debug, ...ids } = c.req.valid('query');
    const mediaType = c.req.header('content-type')?.split(';', 1)[0]?.trim() ?? '';
    if (!/^(audio\/[\w.+-]+|video\/(ogg|webm|mp4)|application\/ogg)$/i.test(mediaType)) {
      throw new AppError('unsupported_media_type', 'Send a recording: Content-Type audio/…');
    }
    const message = messageOf(c, { text: '', source: 'voice', ...ids }, receivedAt);
    const audio = new Uint8Array(await c.req.arrayBuffer());
    if (audio.length === 0) {
      throw new AppError('bad_request', 'The request is not valid.', {
        fields: [{ path: 'body', rule: 'Must be a recording' }],
      });
    }
    const { text } = await speech.transcribe({ audio, mediaType, deadline: receivedAt + turnMs / 2 });
    const result = await turns.take({ ...message, text: text.slice(0, 8000).toWellFormed() });
    finishTurn(result);
    return c.json({ ...replyOf(result, debug === 'true'), transcript: text }, 200);
  });

  app.openapi(configRoute, (c) => {
    const url = chatUrl ?? new URL(chatRoute.path, c.req.url).href;
    return c.json({ chatUrl: url, model, voice: speech.connected, personalization }, 200);
  });
  return app;
}

function replyOf(result: TurnResult, debug: boolean): ChatReply {
  const { reply, conversationId, messageId, usedPersona, memoryEventsUsed, evidence, model, remembered } =
    result;
  const ledger = debug && result.ledger ? { ledger: result.ledger } : {};
  return {
    reply,
    conversationId,
    messageId,
    usedPersona,
    memoryEventsUsed,
    evidence,
    model,
    remembered,
    ...ledger,
  };
}

/** The language of someone new: English where their app asks for it before Russian. */
function languageOf(accepted: string | undefined): 'ru' | 'en' {
  const first = /\b(ru|en)\b/i.exec(accepted ?? '')?.[1]?.toLowerCase();
  return first === 'en' ? 'en' : 'ru';
}

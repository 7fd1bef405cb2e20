import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import {
  APICallError,
  embedMany,
  extractReasoningMiddleware,
  generateText,
  type LanguageModel,
  streamText,
  wrapLanguageModel,
} from 'ai';
import type { ChatMessage } from '../prompt/index.ts';
import { type Dialect, inDialect } from './dialect.ts';
import { CallFailure, failureOf } from './failure.ts';

/** Where a model is and how it is called there. */
export type Endpoint = { baseUrl: string; model: string; apiKey: string | undefined };

export type ChatCall = {
  messages: readonly ChatMessage[];
  maxTokens: number;
  signal: AbortSignal;
  onText?: ((piece: string) => void) | undefined;
};

export type ChatAnswer = {
  text: string;
  usage: { input: number | undefined; output: number | undefined };
};

// The library writes warnings to the console, past our log.
globalThis.AI_SDK_LOG_WARNINGS = false;

/** Asks once, in one piece or as a stream. Throws CallFailure. */
export async function callChat(endpoint: Endpoint, dialect: Dialect, call: ChatCall): Promise<ChatAnswer> {
  const options = {
    model: chatModel(endpoint, dialect),
    messages: [...call.messages],
    allowSystemInMessages: true,
    maxOutputTokens: call.maxTokens,
    maxRetries: 0,
    abortSignal: call.signal,
  };
  const { onText } = call;
  const { text, usage, failed } = await (onText ? readStream(options, onText) : readWhole(options));
  if (failed) throw new CallFailure('broken', { retryable: true });
  const said = text.trim();
  if (said === '') throw new CallFailure('empty', { retryable: true });
  return { text: said, usage: { input: usage?.inputTokens, output: usage?.outputTokens } };
}

type Read = {
  text: string;
  usage?: { inputTokens: number | undefined; outputTokens: number | undefined } | undefined;
  failed: boolean;
};

async function readWhole(options: Parameters<typeof generateText>[0]): Promise<Read> {
  try {
    const { text, usage, finishReason } = await generateText(options);
    return { text, usage, failed: finishReason === 'error' };
  } catch (cause) {
    throw translate(cause);
  }
}

async function readStream(
  options: Parameters<typeof streamText>[0],
  onText: (piece: string) => void,
): Promise<Read> {
  // What fails is among the parts; left to itself the library would write it to the console.
  const result = streamText({ ...options, onError: () => undefined });
  let text = '';
  let usage: Read['usage'];
  let failed = true;
  try {
    for await (const part of result.stream) {
      if (part.type === 'error') throw part.error;
      if (part.type === 'text-delta') {
        // An answer that begins with blank lines is trimmed in the end, so it is from the beginning.
        const piece = text === '' ? part.text.trimStart() : part.text;
        text += piece;
        if (piece !== '') onText(piece);
      }
      if (part.type === 'finish') {
        usage = part.totalUsage;
        failed = part.finishReason === 'error';
      }
    }
  } catch (cause) {
    const failure = translate(cause);
    if (text === '' || failure.outcome !== 'unreachable') throw failure;
    throw new CallFailure('broken', { retryable: true });
  }
  return { text, usage, failed };
}

function chatModel({ baseUrl, model, apiKey }: Endpoint, dialect: Dialect): LanguageModel {
  const provider = createOpenAICompatible({
    name: 'model',
    baseURL: baseUrl,
    includeUsage: true,
    transformRequestBody: (body: Record<string, unknown>) => inDialect(dialect, body),
    ...(apiKey !== undefined && { apiKey }),
  });
  // Servers that do not part a model's thinking from its answer send both as text.
  return wrapLanguageModel({
    model: provider.chatModel(model),
    middleware: extractReasoningMiddleware({ tagName: 'think' }),
  });
}

/** What the texts' embeddings are, in their order. Throws CallFailure. */
export async function callEmbeddings(
  { baseUrl, model, apiKey }: Endpoint,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<number[][]> {
  const provider = createOpenAICompatible({
    name: 'embeddings',
    baseURL: baseUrl,
    ...(apiKey !== undefined && { apiKey }),
  });
  try {
    const options = { model: provider.embeddingModel(model), values: [...texts] };
    return (await embedMany({ ...options, maxRetries: 0, abortSignal: signal })).embeddings;
  } catch (cause) {
    throw translate(cause);
  }
}

/** What the library throws holds the whole request; what it becomes holds none of it. */
function translate(cause: unknown): CallFailure {
  if (!APICallError.isInstance(cause)) return new CallFailure('broken', { retryable: true });
  const { statusCode: status, responseBody = '', responseHeaders } = cause;
  if (status === undefined) return new CallFailure('unreachable', { retryable: true });
  if (status >= 200 && status < 300) return new CallFailure('broken', { status, retryable: true });
  return failureOf(status, responseBody, (name) => responseHeaders?.[name]);
}

import type { ChatMessage } from '../prompt/index.ts';
import type { CallFailure } from './failure.ts';

/** How an endpoint wants to be spoken to, as far as its refusals have told. */
export type Dialect = {
  /** Newer OpenAI models know only `max_completion_tokens`. */
  completionTokens: boolean;
  /** Some older servers refuse `stream_options`. */
  streamUsage: boolean;
  /** Some chat templates want a user's message first and no system message. */
  userFirst: boolean;
};

/** What most endpoints understand. */
export const commonDialect = (): Dialect => ({
  completionTokens: false,
  streamUsage: true,
  userFirst: false,
});

/** Learns from a refusal; answers whether there is something to try that was not tried before. */
export function learnDialect(dialect: Dialect, failure: CallFailure): boolean {
  if (failure.outcome !== 'refused' || (failure.status !== 400 && failure.status !== 422)) return false;
  if (!dialect.completionTokens && failure.says(/max_completion_tokens/)) {
    dialect.completionTokens = true;
    return true;
  }
  if (dialect.streamUsage && failure.says(/stream_options|include_usage/)) {
    dialect.streamUsage = false;
    return true;
  }
  if (!dialect.userFirst && failure.says(/roles? must|alternat|system (role|message)|start with/i)) {
    dialect.userFirst = true;
    return true;
  }
  return false;
}

/** The request's body as this endpoint wants it. */
export function inDialect(dialect: Dialect, body: Record<string, unknown>): Record<string, unknown> {
  const { max_tokens: limit, stream_options: streamed, ...rest } = body;
  return {
    ...rest,
    ...(limit !== undefined && {
      [dialect.completionTokens ? 'max_completion_tokens' : 'max_tokens']: limit,
    }),
    ...(streamed !== undefined && dialect.streamUsage && { stream_options: streamed }),
  };
}

/** The messages with neighbours of one role joined and, where wanted, all before the first user's joined to it. */
export function shapeMessages(messages: readonly ChatMessage[], dialect: Dialect): ChatMessage[] {
  const first = messages.findIndex(({ role }) => role === 'user');
  const shaped: ChatMessage[] = [];
  for (const [index, { role, content }] of messages.entries()) {
    const as = dialect.userFirst && (index < first || role === 'system') ? 'user' : role;
    const last = shaped.at(-1);
    if (last?.role === as) last.content = `${last.content}\n\n${content}`;
    else shaped.push({ role: as, content });
  }
  return shaped;
}

/** What is left when the endpoint can read less than it was thought to: the system prompt and the new message. */
export function shortestMessages(messages: readonly ChatMessage[]): ChatMessage[] {
  return messages.filter(({ role }, index) => role === 'system' || index === messages.length - 1);
}

import { z } from 'zod';
import type { Model } from '../model/index.ts';
import type { Clock } from '../platform/clock.ts';
import { type ChatMessage, estimateTokens } from '../prompt/index.ts';
import { WrongAnswerError } from './wrong-answer-error.ts';

export type Question = {
  messages: ChatMessage[];
  maxTokens: number;
  /** When the answer must be there; nobody waits unless told so. */
  until?: number | undefined;
};
export type Ask = (question: Question) => Promise<string>;

const answerMs = 60_000;
const shownAnswer = 400;

/** How the model is asked; nothing where none is connected. */
export function askWith(
  model: Model,
  { clock, onTokens }: { clock: Clock; onTokens: (tokens: number) => void },
): Ask | undefined {
  if (!model.connected) return undefined;
  return async ({ messages, maxTokens, until = Infinity }) => {
    const deadline = Math.min(clock() + answerMs, until);
    const { text, usage } = await model.answer({ messages, maxTokens, deadline, purpose: 'summary' });
    onTokens(usage.input + usage.output);
    return text;
  };
}

/** What a second question takes beyond the first. */
export const againTokens = 160;

/** Asks for an object; one that is wrong is asked for once more with what is wrong, then a WrongAnswerError. */
export async function askObject<Schema extends z.ZodType>(
  ask: Ask,
  schema: Schema,
  question: Question,
): Promise<z.output<Schema>> {
  const answer = await ask(question);
  const first = readObject(schema, answer);
  if (first.success) return first.data;
  const problem = clip(z.prettifyError(first.error).replace(/\s+/g, ' '));
  const messages: ChatMessage[] = [
    ...question.messages,
    { role: 'assistant', content: clip(answer) || '…' },
    { role: 'user', content: `That is not the JSON object I asked for: ${problem}. Send the object alone.` },
  ];
  const second = readObject(schema, await ask({ ...question, messages }));
  if (second.success) return second.data;
  // Paths and rules; what the model said stays out of logs.
  throw new WrongAnswerError(
    second.error.issues
      .map(({ path, code }) => `${path.join('.')}: ${code}`)
      .join('; ')
      .slice(0, shownAnswer),
  );
}

function clip(text: string): string {
  let shown = text.slice(0, shownAnswer).toWellFormed();
  while (estimateTokens(shown) > againTokens / 3) shown = shown.slice(0, Math.floor(shown.length / 2));
  return shown;
}

function readObject<Schema extends z.ZodType>(schema: Schema, answer: string) {
  return schema.safeParse(snakeKeys(parseLoosely(answer)));
}

/** Models put fences or words around what they were asked for. */
function parseLoosely(answer: string): unknown {
  const [from, to] = [answer.indexOf('{'), answer.lastIndexOf('}')];
  for (const text of [answer, answer.slice(from, to + 1)]) {
    try {
      return JSON.parse(text);
    } catch {
      continue;
    }
  }
  return undefined;
}

function snakeKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const snake = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [snake(key), part]));
}

import type { Firestore } from '@google-cloud/firestore';
import { type Clock, systemClock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { log } from '../platform/log.ts';
import { counter } from '../platform/metrics.ts';
import type { Language } from '../profile/index.ts';
import { type Ask, askObject } from './ask-object.ts';
import { clipData } from './clip-data.ts';
import { extractMemory } from './extract-memory.ts';
import { fillChunks, splitText } from './fill-chunks.ts';
import { memoryInstructions, memoryPrompt, type Said, saidOf, shareContext } from './memory-prompt.ts';
import { readTalk, type Talk } from './read-talk.ts';
import { saveConversationMemory } from './save-conversation-memory.ts';
import {
  type ConversationMemoryData,
  conversationMemoryDataSchema,
  type ConversationMemoryDocument,
} from './schema.ts';
import { readPerson } from './store.ts';
import { WrongAnswerError } from './wrong-answer-error.ts';

const outcomes = ['made', 'gone', 'wrong_answer', 'unavailable', 'error'] as const;
const made = counter('conversation_memories_total', 'Memories of conversations, by what became of them', [
  'outcome',
]);
for (const outcome of outcomes) made.inc({ outcome }, 0);

/** What making memories and personas needs. */
export type MakingServices = {
  firestore: () => Promise<Firestore>;
  /** Asks the model; without one, what is made is extracted. */
  ask?: Ask | undefined;
  /** How many tokens the model reads and writes. */
  contextTokens?: number;
  clock?: Clock;
};

const answerTokens = 700;
/** A person may change or forget something meanwhile; once is usual. */
const attempts = 3;

/**
 * Gives the function that makes the memory of one conversation, all of it, and stores it. `gone` where there is no such
 * conversation. Where it throws, the memory that was there stays: a WrongAnswerError, or AppError('unavailable').
 */
export function makeConversationMemory(services: MakingServices) {
  return async (
    userId: string,
    conversationId: string,
    { until }: { until?: number | undefined } = {},
  ): Promise<'made' | 'gone'> => {
    try {
      const outcome = await make(services, { userId, conversationId, until });
      made.inc({ outcome });
      return outcome;
    } catch (cause) {
      const outcome = outcomeOf(cause);
      made.inc({ outcome });
      log.warning('persona.memory_failed', { userId, conversationId, outcome }, cause);
      throw cause;
    }
  };
}

/** What a failure is counted as. */
export function outcomeOf(cause: unknown): 'wrong_answer' | 'unavailable' | 'error' {
  if (cause instanceof WrongAnswerError) return 'wrong_answer';
  return cause instanceof AppError && cause.code === 'unavailable' ? 'unavailable' : 'error';
}

async function make(
  services: MakingServices,
  wanted: { userId: string; conversationId: string; until: number | undefined },
): Promise<'made' | 'gone'> {
  const { clock = systemClock } = services;
  const { userId, conversationId, until } = wanted;
  const firestore = await services.firestore();
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const person = await readPerson(firestore, userId);
    const talk = person && (await readTalk(firestore, { userId, conversationId, now: clock() }));
    if (!talk) return 'gone';
    const { language, epoch } = person;
    const memory = services.ask
      ? { data: await digest(services, services.ask, { talk, language, until }), source: 'model' as const }
      : { data: await extractMemory(talk), source: 'offline' as const };
    const saved = await saveConversationMemory(firestore, {
      ...memory,
      userId,
      conversationId,
      basis: { epoch, window: talk.window },
      now: clock(),
    });
    if (saved !== 'moved') return saved === 'saved' ? 'made' : 'gone';
  }
  throw new AppError('unavailable', 'The conversation changes while its memory is made; try again.');
}

async function digest(
  { contextTokens = 4096 }: MakingServices,
  ask: Ask,
  { talk, language, until }: { talk: Talk; language: Language; until: number | undefined },
): Promise<ConversationMemoryDocument['data']> {
  const system = memoryInstructions(language);
  const { maxTokens, room } = shareContext(contextTokens, system, answerTokens);
  const earlierSummary = talk.window.summary === '' ? undefined : talk.window.summary;
  let memorySoFar: ConversationMemoryData | undefined;
  const fold = async (part: { earlierSummary?: string | undefined; conversation: readonly Said[] }) => {
    const messages = memoryPrompt(system, { memorySoFar, ...part });
    const question = { messages, maxTokens, until };
    memorySoFar = clipData(await askObject(ask, conversationMemoryDataSchema, question), maxTokens);
  };
  if (earlierSummary !== undefined) {
    for (const part of splitText(earlierSummary, room))
      await fold({ earlierSummary: part, conversation: [] });
  }
  for await (const conversation of fillChunks(piecesOf(talk, room), room)) await fold({ conversation });
  return memorySoFar ?? { summary: '', topics: [], facts: [], open_questions: [] };
}

async function* piecesOf({ events }: Talk, room: number): AsyncGenerator<Said> {
  for await (const event of events) {
    const said = saidOf(event);
    for (const text of splitText(said.text, Math.floor(room / 2))) yield { ...said, text };
  }
}

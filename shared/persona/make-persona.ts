import { type Clock, systemClock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { log } from '../platform/log.ts';
import { counter } from '../platform/metrics.ts';
import { estimateTokens } from '../prompt/index.ts';
import { asData } from './as-data.ts';
import { type Ask, askObject } from './ask-object.ts';
import { clipData } from './clip-data.ts';
import { extractPersona } from './extract-persona.ts';
import { fillChunks } from './fill-chunks.ts';
import { type MakingServices, outcomeOf } from './make-conversation-memory.ts';
import { shareContext } from './memory-prompt.ts';
import {
  type PersonaAnswer,
  personaAnswerSchema,
  personaInstructions,
  personaPrompt,
  readPersonaAnswer,
} from './persona-prompt.ts';
import { aboutPerson, hasSources, readSources, type Sources } from './read-sources.ts';
import { noteGenerated, savePersona } from './save-persona.ts';
import type { PersonaData, PersonaDocument } from './schema.ts';
import { digestOf } from './store.ts';

const outcomes = ['made', 'unchanged', 'nothing', 'gone', 'wrong_answer', 'unavailable', 'error'] as const;
const made = counter('personas_total', 'Personas, by what became of them', ['outcome']);
for (const outcome of outcomes) made.inc({ outcome }, 0);

/** `nothing`: nothing is known that a persona could be made from; `gone`: there is no such person. */
export type PersonaOutcome = 'made' | 'unchanged' | 'nothing' | 'gone';

export type PersonaServices = MakingServices & {
  /** Tells other instances that what they hold of the person no longer holds. */
  moveEpoch: (userId: string) => Promise<void>;
};

const answerTokens = 900;
const attempts = 3;
/** Moves when the same sources would make another persona. */
const edition = 2;

/**
 * Gives the function that makes a person's persona from what is remembered of them. Unchanged sources make no new one
 * unless forced. `saidUntil` is when all that had been said is in the memories, if it is. Where it throws, the persona that was there stays: a WrongAnswerError, or AppError('unavailable').
 */
export function makePersona(services: PersonaServices) {
  return async (
    userId: string,
    {
      force = false,
      until,
      saidUntil,
    }: { force?: boolean; until?: number | undefined; saidUntil?: number | undefined } = {},
  ): Promise<PersonaOutcome> => {
    try {
      const outcome = await make(services, { userId, force, until, saidUntil });
      made.inc({ outcome });
      return outcome;
    } catch (cause) {
      const outcome = outcomeOf(cause);
      made.inc({ outcome });
      log.warning('persona.failed', { userId, outcome }, cause);
      throw cause;
    }
  };
}

async function make(
  services: PersonaServices,
  {
    userId,
    force,
    until,
    saidUntil: generatedAt,
  }: { userId: string; force: boolean; until: number | undefined; saidUntil: number | undefined },
): Promise<PersonaOutcome> {
  const clock: Clock = services.clock ?? systemClock;
  const firestore = await services.firestore();
  const source = services.ask ? 'model' : 'offline';
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const sources = await readSources(firestore, userId);
    if (!sources) return 'gone';
    const known = sources.persona;
    const fingerprint = fingerprintOf(sources, source);
    const isUnchanged = !force && known?.fingerprint === fingerprint;
    if (isUnchanged || !hasSources(sources)) {
      if (known && generatedAt !== undefined)
        await noteGenerated(firestore, userId, { persona: known, generatedAt });
      return isUnchanged ? 'unchanged' : 'nothing';
    }
    const persona = services.ask
      ? await askPersona(services, services.ask, { sources, until })
      : extractPersona(sources);
    const saved = await savePersona(firestore, userId, {
      ...persona,
      source,
      fingerprint,
      generatedAt,
      now: clock(),
      basis: {
        epoch: sources.profile.epoch,
        conversations: sources.memories.map(({ conversationId }) => conversationId),
      },
    });
    if (saved === 'gone') return 'gone';
    if (saved === 'moved') continue;
    await services.moveEpoch(userId);
    return 'made';
  }
  throw new AppError('unavailable', 'The person changes while their persona is made; try again.');
}

function fingerprintOf(sources: Sources, source: PersonaDocument['source']): string {
  const { memories, habits, persona } = sources;
  return digestOf([
    edition,
    source,
    aboutPerson(sources),
    memories.map(({ conversationId, data }) => [conversationId, data]),
    habits,
    persona?.struck ?? [],
  ]);
}

async function askPersona(
  { contextTokens = 4096 }: PersonaServices,
  ask: Ask,
  { sources, until }: { sources: Sources; until: number | undefined },
): Promise<{ data: PersonaData; restsOn: PersonaDocument['rests_on'] }> {
  const system = personaInstructions(sources);
  const { maxTokens, room: all } = shareContext(contextTokens, system, answerTokens);
  const known = knownWithin(sources, all);
  const room = all - estimateTokens(asData(known));
  const longest = Math.max(Math.floor(room / 3), Math.min(60, room - 40));
  const numbered = sources.memories.map(({ data, at }, index) => ({
    n: index + 1,
    at,
    data: clipData({ ...data, summary: data.summary.slice(0, 1500).toWellFormed() }, longest),
  }));
  let personaSoFar: PersonaAnswer | undefined;
  const fold = async (conversations: typeof numbered) => {
    const messages = personaPrompt(system, known, { personaSoFar, conversations });
    const answer = await askObject(ask, personaAnswerSchema, { messages, maxTokens, until });
    personaSoFar = clipData(answer, maxTokens);
  };
  for await (const conversations of fillChunks(numbered, room)) await fold(conversations);
  if (!personaSoFar) await fold([]);
  if (!personaSoFar) throw new Error('a persona was asked for and none came');
  return readPersonaAnswer(personaSoFar, sources.memories);
}

const mostStruck = 50;

/** What is known beside the conversations, no list or habit in more than a sixth of the room. */
function knownWithin(sources: Sources, room: number): object {
  const { domain, techStack, preferredTopics } = sources.profile;
  const share = Math.floor(room / 6);
  const struck = sources.persona?.struck.slice(-mostStruck).map(({ item }) => item) ?? [];
  return {
    person: { ...aboutPerson(sources), ...clipData({ domain, techStack, preferredTopics }, share) },
    ...withinTokens(sources.habits, share),
    // The newest first: what has no room is kept out when the persona is stored.
    ...(struck.length > 0 && clipData({ struck: struck.toReversed() }, share)),
  };
}

/** Habits with what comes last in their largest parts left out, until they have room. */
function withinTokens(habits: Sources['habits'], tokens: number): Sources['habits'] {
  if (estimateTokens(JSON.stringify(habits)) <= tokens) return habits;
  const halve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.slice(0, Math.ceil(value.length / 2)).map(halve);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    return Object.fromEntries(
      (entries.length > 4 ? entries.slice(0, Math.ceil(entries.length / 2)) : entries).map(([key, part]) => [
        key,
        halve(part),
      ]),
    );
  };
  const shorter = halve(habits) as Sources['habits'];
  return JSON.stringify(shorter).length < JSON.stringify(habits).length ? withinTokens(shorter, tokens) : {};
}

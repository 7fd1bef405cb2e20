import { addSkill, emptyContext, touchContext, type WorkContext } from '../context/index.ts';
import { expandMacro, type Macro, type MacroStep, matchMacro, skillOf } from '../macros/index.ts';
import type { Evidence, Window } from '../memory/index.ts';
import { offlineModel } from '../model/index.ts';
import { log } from '../platform/log.ts';
import { withinLimit } from '../platform/within-limit.ts';
import { shiftWeek, weekAt } from '../profile/index.ts';
import type { Ledger } from '../prompt/index.ts';
import type { Recalled } from '../recall/index.ts';
import { answerText } from './answer-text.ts';
import { repeatsMemory } from './cite-memories.ts';
import type { Situation } from './load-situation.ts';
import type { Message } from './schema.ts';
import { matchRequest, matchSkill } from './match-request.ts';
import { searchMemory, type SearchOptions } from './search-memory.ts';
import type { TurnServices } from './services.ts';
import type { Skill } from './skills.ts';

export type Status = 'success' | 'fallback' | 'error';

/** What ran to make a reply. */
export type Deed = { actionType: 'macro' | 'skill'; skill?: string; summary: string; durationMs: number };

export type Reply = {
  text: string;
  model: string;
  status: Status;
  evidence: Evidence[];
  usage: { input: number; output: number };
  ledger: Ledger | undefined;
  injected: string[];
  tags: string[];
  deeds: Deed[];
  macro: Macro | undefined;
  context: WorkContext;
};

/** Answers a message: by the macro it triggers, step by step, or as it stands. */
export async function makeReply(
  services: TurnServices,
  message: Message,
  situation: Situation,
): Promise<Reply> {
  const { clock } = services;
  const simple = message.template !== undefined;
  const macro = simple ? undefined : matchMacro(situation.macros, message.text);
  const request =
    simple || macro ? undefined : (matchSkill(message.text, services.skills) ?? matchRequest(message.text));
  const steps: readonly MacroStep[] = macro
    ? expandMacro(macro, situation.macros)
    : [request ? { actionType: 'skill', action: request } : { actionType: 'command', action: message.text }];
  const reply: Reply = {
    text: '',
    model: offlineModel,
    status: 'success',
    evidence: [],
    usage: { input: 0, output: 0 },
    ledger: undefined,
    injected: [],
    tags: macro ? ['macro'] : [],
    deeds: [],
    macro,
    context: touchContext(situation.context ?? emptyContext(), clock()),
  };
  const started = clock();
  const texts: string[] = [];
  for (const step of steps) {
    texts.push(
      step.actionType === 'skill'
        ? await runSkill(services, message, situation, step.action, reply)
        : await runCommand(services, message, situation, step.action, reply, steps.length > 1),
    );
  }
  reply.text = texts.join('\n\n');
  if (macro) {
    const summary = macro.description || macro.triggerPhrases.join(', ');
    reply.deeds.unshift({ actionType: 'macro', summary, durationMs: clock() - started });
  }
  if (repeatsMemory(reply.text, reply.evidence) && !reply.tags.includes('recalled'))
    reply.tags.push('recalled');
  return reply;
}

async function runCommand(
  services: TurnServices,
  message: Message,
  situation: Situation,
  text: string,
  reply: Reply,
  oneOfMany: boolean,
): Promise<string> {
  const asked = text !== message.text;
  const memories = asked ? await search(services, situation, text) : situation.memories;
  // Pieces of several answers would run into one another.
  const onText = oneOfMany ? undefined : message.onText;
  const answer = await answerText(
    services,
    { ...situation, memories },
    {
      text,
      language: languageOf(message, situation),
      template: message.template,
      deadline: message.deadline - reserveMs,
      onText,
      conversationId: message.conversationId,
      said: lastSaid(message.conversationId, situation.window),
    },
  );
  reply.model = answer.model;
  reply.ledger = answer.ledger;
  reply.usage = {
    input: reply.usage.input + answer.usage.input,
    output: reply.usage.output + answer.usage.output,
  };
  reply.evidence.push(...answer.evidence);
  for (const key of answer.injected) if (!reply.injected.includes(key)) reply.injected.push(key);
  for (const tag of answer.tags) if (!reply.tags.includes(tag)) reply.tags.push(tag);
  if (worse[answer.status] > worse[reply.status]) reply.status = answer.status;
  return answer.text;
}

/** What is kept of the turn's time for the offline answer and for memory. */
const reserveMs = 4000;

const worse: Record<Status, number> = { success: 0, fallback: 1, error: 2 };

async function runSkill(
  services: TurnServices,
  message: Message,
  situation: Situation,
  action: string,
  reply: Reply,
): Promise<string> {
  const { clock, skills, shop, day } = services;
  const { userId } = situation;
  const { skill: name, input } = skillOf(action);
  const skill: Skill | undefined = Object.hasOwn(skills, name) ? skills[name] : undefined;
  const language = languageOf(message, situation);
  // It was there when the macro was saved, but a later version may have dropped it.
  if (!skill) return unknownSkill[language](name);
  const { receivedAt, deadline } = message;
  const started = clock();
  const inTime = <T>(work: Promise<T>) => withinLimit(work, Math.max(0, deadline - reserveMs - clock()));
  const answer = await skill.run({
    input,
    language,
    now: clock(),
    skills,
    profile: situation.profile,
    taste: situation.taste,
    summary: situation.window?.summary ?? '',
    search: (question, options) => search(services, situation, question, options),
    shop: {
      search: (request) => shop.search(userId, request),
      usual: () => shop.usual(userId, language),
    },
    day: {
      plan: () => inTime(day.plans.get(userId, { receivedAt })),
      week: async ({ last = false } = {}) => {
        const zone = situation.profile?.timezone ?? 'UTC';
        const week = last ? shiftWeek(weekAt(receivedAt, zone), -1) : undefined;
        return day.weeks && inTime(day.weeks.of(userId, { week, receivedAt }));
      },
    },
  });
  reply.evidence.push(...answer.evidence);
  if (!reply.tags.includes('skill')) reply.tags.push('skill');
  reply.deeds.push({ actionType: 'skill', skill: name, summary: action, durationMs: clock() - started });
  reply.context = addSkill(reply.context, name);
  return answer.text;
}

const unknownSkill = {
  ru: (name: string) => `Умения «${name}» у меня больше нет.`,
  en: (name: string) => `I no longer have a skill called “${name}”.`,
};

function lastSaid(conversationId: string, window: Window | undefined): Recalled[] {
  const events = window?.events ?? [];
  // What set off a macro tells nothing of the person.
  const own = events.filter(({ role }, at) => role === 'user' && !events[at + 1]?.tags.includes('macro'));
  return own.map(({ id, role, at, content }) => ({
    id: `${conversationId}~${id}`,
    conversationId,
    kind: 'turn',
    role,
    at,
    text: content,
    score: 0,
    coverage: 0,
  }));
}

/** The language of the answer: the person's, or what the surface knows of them. */
export function languageOf(message: Message, { profile }: Pick<Situation, 'profile'>) {
  return profile?.language ?? message.hints?.language ?? 'ru';
}

async function search(
  services: TurnServices,
  { opened }: Situation,
  question: string,
  options: SearchOptions = {},
) {
  if (!opened) return [];
  try {
    return await searchMemory(services, opened, question, options);
  } catch (cause) {
    log.warning('context.part_left_out', { part: 'memories' }, cause);
    return [];
  }
}

import { type Activity, compressKeyOf, type MemoryEvent, type Turn } from '../memory/index.ts';
import { AppError } from '../platform/errors.ts';
import { log } from '../platform/log.ts';
import { countTurn, countUnremembered } from './count-turn.ts';
import { loadSituation, type Situation } from './load-situation.ts';
import { languageOf, makeReply, type Reply } from './make-reply.ts';
import { commitTurn, type Kept, type ToRemember } from './remember-turn.ts';
import { requireTemplate } from './require-template.ts';
import { requireTurn } from './require-turn.ts';
import type { Message, TurnResult } from './schema.ts';
import type { TurnServices } from './services.ts';
import { takePlainTurn } from './take-plain-turn.ts';

/** Takes turns: each message is answered once and remembered, as far as the parts it needs are up. */
export type Turns = { take: (message: Message) => Promise<TurnResult> };

/** The butler's turns over the given services. */
export function createTurns(services: TurnServices): Turns {
  return {
    take: async (message) => {
      await requireTemplate(services, message);
      return services.personalization ? takeTurn(services, message) : takePlainTurn(services, message);
    },
  };
}

async function takeTurn(services: TurnServices, message: Message): Promise<TurnResult> {
  const { clock, memory, quotas } = services;
  const started = clock();
  const situation = await loadSituation(services, message);
  const { userId, opened, spent, profile } = situation;

  const earlier = opened && (await memory.replyTo(opened, message.messageId));
  if (earlier) return repeat(message, situation, earlier);

  requireTurn(quotas, userId, spent, languageOf(message, situation));

  const loaded = clock();
  const reply = await makeReply(services, message, situation);
  const answered = clock();
  const tokens = reply.usage.input + reply.usage.output;
  if (tokens > 0) quotas.addTotal(tokens);
  const kept = await keep(services, {
    identity: message.identity,
    userId,
    conversationId: message.conversationId,
    receivedAt: message.receivedAt,
    opened,
    turn: turnOf(message, reply, answered),
    context: situation.context && { before: situation.context, after: reply.context },
    tokens,
    epoch: profile?.epoch ?? 0,
    life: profile?.createdAt,
  });

  // The reply of an earlier time may be forgotten by now.
  const text = kept.duplicate || reply.text;
  report(services, message, situation, reply, kept, { started, loaded, answered });
  return {
    userId: kept.userId,
    conversationId: message.conversationId,
    messageId: message.messageId,
    reply: text,
    usedPersona: profile !== undefined,
    memoryEventsUsed: reply.evidence.length,
    evidence: reply.evidence,
    model: reply.model,
    skills: reply.deeds.flatMap(({ skill }) => skill ?? []),
    remembered: kept.remembered,
    ledger: reply.ledger,
    language: languageOf(message, situation),
    markdown: profile?.communication.markdown ?? true,
    afterwards: async () => {
      const job = { userId: kept.userId, conversationId: message.conversationId };
      if (kept.full) await services.queueCompression(job, { orderingKey: compressKeyOf(job) });
      if (reply.macro) await services.people.countMacroUse(kept.userId, reply.macro.id);
    },
  };
}

/** The answer that this message got before. */
function repeat(message: Message, situation: Situation, earlier: MemoryEvent): TurnResult {
  const { window, profile, userId } = situation;
  const isLast = window?.events.at(-1)?.id === earlier.id;
  const evidence = isLast ? window.evidence : [];
  return {
    userId,
    conversationId: message.conversationId,
    messageId: message.messageId,
    reply: earlier.content,
    usedPersona: profile !== undefined,
    memoryEventsUsed: evidence.length,
    evidence,
    model: window?.processed.find(({ id }) => id === message.messageId)?.model ?? 'offline',
    remembered: 'now',
    ledger: isLast ? window.ledger : undefined,
    language: languageOf(message, situation),
    markdown: profile?.communication.markdown ?? true,
    afterwards: () => Promise.resolve(),
  };
}

function turnOf(message: Message, reply: Reply, answered: number): Turn {
  const { messageId, text, source, receivedAt } = message;
  return {
    messageId,
    user: { id: messageId, role: 'user', content: text, at: receivedAt, source, tags: [] },
    reply: {
      id: `${messageId}.reply`,
      role: 'assistant',
      content: reply.text,
      at: Math.max(answered, receivedAt + 1),
      source: 'text',
      tags: reply.tags,
    },
    activities: activitiesOf(message, reply, answered),
    ...(reply.ledger && { ledger: reply.ledger }),
    evidence: reply.evidence,
    model: reply.model,
  };
}

const summaryChars = 120;

/** One activity for the turn, one for each macro and skill that ran in it. */
function activitiesOf(message: Message, reply: Reply, answered: number): Activity[] {
  const at = message.receivedAt;
  const date = new Date(at);
  const when = { at, hourOfDay: date.getUTCHours(), dayOfWeek: (date.getUTCDay() + 6) % 7 };
  const turn = {
    actionType: 'turn' as const,
    summary: message.text.slice(0, summaryChars).toWellFormed(),
    durationMs: answered - at,
  };
  return [turn, ...reply.deeds].map((deed, index) => ({
    id: `${message.messageId}.did${index}`,
    ...deed,
    ...when,
  }));
}

/** Remembers the turn now, or queues it for later; the answer goes out in any case. */
async function keep(services: TurnServices, given: ToRemember): Promise<Kept> {
  const { userId, identity, conversationId, receivedAt, turn, tokens } = given;
  try {
    // A store that did not answer a read would only make the person wait once more.
    if (!given.opened) throw new AppError('unavailable', 'The store did not answer.');
    const kept = await commitTurn(services, given);
    if (kept.remembered === 'no') countUnremembered('person_gone');
    return kept;
  } catch (cause) {
    log.warning('turn.not_remembered_yet', { conversationId }, cause);
  }
  try {
    const queued = { identity, conversationId, receivedAt, tokens, turn };
    await services.queueTurn(queued, { orderingKey: `${identity}/${conversationId}` });
    countUnremembered('queued');
    return { remembered: 'later', userId, full: false };
  } catch (cause) {
    countUnremembered('lost');
    log.error('turn.not_remembered', { conversationId }, cause);
    return { remembered: 'no', userId, full: false };
  }
}

function report(
  { clock, rows }: TurnServices,
  message: Message,
  situation: Situation,
  reply: Reply,
  kept: Kept,
  { started, loaded, answered }: { started: number; loaded: number; answered: number },
): void {
  const { conversationId, messageId, source, receivedAt } = message;
  const { usage, ledger, injected, evidence, status, model } = reply;
  const { userId, remembered } = kept;
  countTurn({ source, status, promptTokens: ledger?.total });
  const counts = {
    prompt_tokens: ledger?.total ?? 0,
    input_tokens: usage.input,
    output_tokens: usage.output,
    evidence_count: evidence.length,
    message_chars: message.text.length,
    reply_chars: reply.text.length,
    load_ms: loaded - started,
    answer_ms: answered - loaded,
    total_ms: clock() - started,
  };
  log.info('turn.answered', {
    userId,
    conversationId,
    messageId,
    source,
    status,
    model,
    remembered,
    ...counts,
  });
  if (kept.duplicate !== undefined || remembered === 'no') return;
  const event_id = `${userId}~${conversationId}~${messageId}`;
  rows.push(event_id, {
    event_id,
    turn_at: new Date(receivedAt).toISOString(),
    user_id: userId,
    conversation_id: conversationId,
    source,
    status,
    model,
    language: languageOf(message, situation),
    remembered,
    ledger: JSON.stringify(ledger ?? {}),
    injected_keys: injected.join(','),
    ...counts,
  });
}

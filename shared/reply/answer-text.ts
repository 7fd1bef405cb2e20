import type { Evidence } from '../memory/index.ts';
import { answerOffline, apology } from '../offline/index.ts';
import { log } from '../platform/log.ts';
import type { Language } from '../profile/index.ts';
import { type Ledger, windowEvents } from '../prompt/index.ts';
import type { Recalled } from '../recall/index.ts';
import { citeMemories } from './cite-memories.ts';
import type { Situation } from './load-situation.ts';
import { makePrompt } from './make-prompt.ts';
import type { TurnServices } from './services.ts';

/** Memories that share less with the message say nothing on it. */
const leastCoverage = 0.3;
const mostMemories = 5;

/** An answer to one text. */
export type TextAnswer = {
  text: string;
  model: string;
  status: 'success' | 'fallback' | 'error';
  evidence: Evidence[];
  usage: { input: number; output: number };
  ledger: Ledger;
  /** The keys of persona and conversation memory that the model was told. */
  injected: string[];
  tags: string[];
};

type Asked = {
  text: string;
  language: Language;
  /** The template of a simple completion. */
  template?: string | undefined;
  deadline: number;
  onText: ((piece: string | undefined) => void) | undefined;
  conversationId: string;
  /** What the person said last, as recall would give it. */
  said: readonly Recalled[];
};

/**
 * Answers by the model; where none is connected, allowed or up, by the offline butler, and where he has nothing to
 * give, by an apology.
 */
export async function answerText(
  services: Pick<TurnServices, 'model' | 'quotas' | 'contextTokens' | 'clock'>,
  situation: Omit<Situation, 'userId' | 'opened'>,
  asked: Asked,
): Promise<TextAnswer> {
  const { model, quotas, contextTokens, clock } = services;
  const { text, language, template, deadline, onText } = asked;
  const { profile, window, spent } = situation;
  const known = situation.memories.filter(({ coverage }) => coverage >= leastCoverage);
  const events = window?.events ?? [];
  /** The prompt with the memories that are not among the last events it shows. */
  const promptShowing = (count: number) => {
    const shown = new Set(
      events.slice(-count || events.length).map(({ id }) => `${asked.conversationId}~${id}`),
    );
    const memories = known.filter(({ id }) => !shown.has(id));
    return makePrompt(situation, { text, language, template, memories, now: clock(), contextTokens });
  };
  let { prompt, injected } = promptShowing(windowEvents);
  // What the window had no room for is recalled as if it were longer ago.
  if (template === undefined && prompt.shownEvents < Math.min(windowEvents, events.length))
    ({ prompt, injected } = promptShowing(prompt.shownEvents));
  const { ledger } = prompt;

  const mayAsk = model.connected && quotas.tokensLeft(spent) === 'ok';
  if (mayAsk) {
    try {
      const { messages, maxAnswerTokens: maxTokens } = prompt;
      const made = await model.answer({
        messages,
        maxTokens,
        deadline,
        purpose: 'chat',
        ...(onText && { onText }),
      });
      const shown = known.filter(({ id }) => prompt.memoryIds.includes(id));
      return { ...made, status: 'success', evidence: citeMemories(shown), ledger, injected, tags: [] };
    } catch (cause) {
      log.warning('turn.model_failed', {}, cause);
      onText?.(undefined);
    }
  }

  const { said } = asked;
  const offline = answerOffline({
    message: text,
    language,
    profile,
    macros: situation.macros,
    taste: situation.taste,
    recalled: known.slice(0, mostMemories),
    said,
    window,
    now: clock(),
    timezone: profile?.timezone ?? 'UTC',
    reason: mayAsk ? 'model_down' : model.connected ? 'quota' : 'no_model',
  });
  const used = [...new Map([...known, ...said].map((one) => [one.id, one])).values()].filter(({ id }) =>
    offline.usedIds.includes(id),
  );
  const sorry = mayAsk && !offline.hasEvidence;
  return {
    text: sorry ? apology(language) : offline.text,
    model: 'offline',
    status: sorry ? 'error' : model.connected ? 'fallback' : 'success',
    evidence: sorry ? [] : citeMemories(used),
    usage: { input: 0, output: 0 },
    ledger,
    injected: mayAsk ? injected : [],
    tags: sorry ? ['apology'] : ['offline', ...(used.length > 0 ? ['recalled'] : [])],
  };
}

import { type Filled, fillPlaceholders, fitPlaceholders } from '../persona/index.ts';
import { log } from '../platform/log.ts';
import { defaultPersona, type Language } from '../profile/index.ts';
import {
  basePromptTokens,
  buildPrompt,
  buildSimplePrompt,
  type Prompt,
  userPersonaTokens,
} from '../prompt/index.ts';
import type { Recalled } from '../recall/index.ts';
import type { Situation } from './load-situation.ts';

/** A prompt, and the keys of persona and conversation memory whose values it holds. */
export type MadePrompt = { prompt: Prompt; injected: string[] };

type Given = Pick<
  Situation,
  'profile' | 'context' | 'window' | 'prompts' | 'persona' | 'taste' | 'openTasks' | 'conversationMemory'
>;
type Asked = {
  text: string;
  language: Language;
  /** The named template of a simple completion. */
  template?: string | undefined;
  memories: readonly Recalled[];
  now: number;
  contextTokens: number;
};

/** The prompt for a message: the named template and nothing else, or all that the butler knows. */
export function makePrompt(given: Given, asked: Asked): MadePrompt {
  return asked.template === undefined
    ? butlerPrompt(given, asked)
    : simplePrompt(given, asked, asked.template);
}

function butlerPrompt(given: Given, { text, language, memories, now, contextTokens }: Asked): MadePrompt {
  const { profile, context, window, prompts, persona, conversationMemory: memory } = given;
  const details = { persona, memory, maxChars: prompts.maxChars };
  const about = fitPlaceholders(prompts.userPersona, { ...details, maxTokens: userPersonaTokens });
  // Who the operator made the butler for this one person is not a template.
  const own = profile?.persona;
  const isDefault = own === undefined || own === defaultPersona.ru || own === defaultPersona.en;
  const base = fitPlaceholders(isDefault ? prompts.base[language] : '', {
    ...details,
    maxTokens: basePromptTokens(language),
  });
  tellUnknown([about, base]);
  const prompt = buildPrompt({
    profile,
    taste: given.taste,
    language,
    base: isDefault ? base.text : undefined,
    context: profile && context,
    today: given.openTasks.map(({ title, timeOfDay }) => ({ title: title[language], timeOfDay })),
    memories,
    summary: window?.summary,
    window: window?.events,
    userPersona: about.injected.length > 0 ? about.text : undefined,
    message: text,
    now,
    contextTokens,
  });
  const shown = prompt.ledger.sections.userPersona > 0 ? about.injected : [];
  return { prompt, injected: [...new Set([...base.injected, ...shown])] };
}

function simplePrompt(given: Given, { text, contextTokens }: Asked, template: string): MadePrompt {
  const { prompts, persona, conversationMemory: memory } = given;
  const details = { persona, memory, maxChars: prompts.maxChars };
  let filled = fillPlaceholders('');
  const prompt = buildSimplePrompt({
    system: (maxTokens) => {
      filled = fitPlaceholders(prompts.templates[template] ?? '', { ...details, maxTokens });
      return filled.text;
    },
    message: text,
    contextTokens,
  });
  tellUnknown([filled]);
  return { prompt, injected: filled.injected };
}

function tellUnknown(filled: readonly Filled[]): void {
  const unknown = filled.flatMap((one) => one.unknown);
  if (unknown.length > 0)
    log.warning('prompts.unknown_placeholders', { unknown: unknown.slice(0, 10).join(', ').slice(0, 200) });
}

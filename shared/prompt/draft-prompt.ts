import { elideMiddle } from './clip-text.ts';
import { escapeMessage } from './escape-text.ts';
import { estimateTokens } from './estimate-tokens.ts';
import { fitWindow, type ShownEvent } from './fit-window.ts';
import {
  answerFraming,
  ceilings,
  type Drop,
  type Ledger,
  messageFraming,
  type PromptInput,
  type SectionName,
} from './schema.ts';
import { writePersona } from './write-persona.ts';
import {
  type Section,
  separate,
  textOf,
  writeContext,
  writeMemories,
  writePreferences,
  writeSummary,
  writeUserPersona,
} from './write-sections.ts';

/** The sections of the system prompt, in their order. */
export const systemSections = [
  'persona',
  'userPreferences',
  'currentContext',
  'memories',
  'userPersona',
  'summary',
] as const satisfies SectionName[];
export type SystemSection = (typeof systemSections)[number];

/** A prompt that may still give way; every text is counted once, when it is set. */
export type Draft = {
  texts: Record<SystemSection, string>;
  tokens: Record<SystemSection | 'message', number>;
  preferences: Section;
  context: Section;
  memories: Section;
  summary: string;
  window: ShownEvent[];
  message: string;
  dropped: Drop[];
};

/** Every section under its own ceiling, whatever they come to together. */
export function draftPrompt(input: PromptInput): Draft {
  const { profile, memories = [] } = input;
  const language = profile?.language ?? input.language ?? 'ru';
  const persona = writePersona(profile, language, input.now, input.base);
  const userPersona = writeUserPersona(input.userPersona ?? '');
  const summary = writeSummary(input.summary ?? '', ceilings.summary);
  const window = fitWindow(input.window ?? []);
  const draft: Draft = {
    texts: {
      persona: '',
      userPreferences: '',
      currentContext: '',
      memories: '',
      userPersona: '',
      summary: '',
    },
    tokens: {
      persona: 0,
      userPreferences: 0,
      currentContext: 0,
      memories: 0,
      userPersona: 0,
      summary: 0,
      message: 0,
    },
    preferences: profile ? writePreferences(profile, input.taste) : nothing(),
    context: input.profile ? writeContext(input.context, input.today) : nothing(),
    memories: writeMemories(memories, profile?.timezone ?? 'UTC', language),
    summary: input.summary ?? '',
    window: window.shown,
    message: '',
    dropped: [],
  };
  setText(draft, 'persona', persona.text);
  setText(draft, 'userPreferences', textOf(draft.preferences));
  setText(draft, 'currentContext', textOf(draft.context));
  setText(draft, 'memories', textOf(draft.memories));
  setText(draft, 'userPersona', userPersona.text);
  setText(draft, 'summary', summary.text);
  const said = escapeMessage(input.message);
  setMessage(draft, elideMiddle(said, ceilings.message));

  const notShown = memories.length - draft.memories.lines.length - draft.memories.lost;
  drop(draft, 'persona', 'text', persona.lost, 'section_ceiling');
  drop(draft, 'userPreferences', 'items', draft.preferences.lost, 'section_ceiling');
  drop(draft, 'currentContext', 'items', draft.context.lost, 'section_ceiling');
  drop(draft, 'memories', 'items', notShown, 'too_many');
  drop(draft, 'memories', 'items', draft.memories.lost, 'section_ceiling');
  drop(draft, 'userPersona', 'text', userPersona.lost, 'section_ceiling');
  drop(draft, 'summary', 'text', summary.lost, 'section_ceiling');
  drop(draft, 'window', 'events', window.old, 'too_many');
  drop(draft, 'window', 'events', window.lost, 'section_ceiling');
  drop(draft, 'window', 'text', window.elided, 'section_ceiling');
  const lost = draft.message === said ? 0 : estimateTokens(said) - draft.tokens.message;
  drop(draft, 'message', 'text', lost, 'section_ceiling');
  return draft;
}

/** Puts a text in its section and counts it with the blank line before it. */
export function setText(draft: Draft, name: SystemSection, text: string): void {
  draft.texts[name] = text;
  draft.tokens[name] = estimateTokens(name === 'persona' ? text : separate(text));
}

/** Puts the new message in and counts it. */
export function setMessage(draft: Draft, message: string): void {
  draft.message = message;
  draft.tokens.message = estimateTokens(message);
}

/** Notes what was left out, if anything was. */
export function drop(
  draft: Draft,
  section: SectionName,
  what: Drop['what'],
  count: number,
  why: Drop['why'],
): void {
  if (count > 0) draft.dropped.push({ section, what, count, why });
}

/** The tokens of each section; they sum to the whole prompt. */
export function countSections({ tokens, window }: Draft): Ledger['sections'] {
  return {
    ...tokens,
    window: window.reduce((sum, event) => sum + event.tokens, 0),
    framing: messageFraming * (window.length + 2) + answerFraming,
  };
}

const nothing = (): Section => ({ header: '', lines: [], lost: 0 });

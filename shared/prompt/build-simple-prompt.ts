import { clipText, elideMiddle } from './clip-text.ts';
import { escapeMessage } from './escape-text.ts';
import { estimateTokens } from './estimate-tokens.ts';
import { promptRoom } from './prompt-room.ts';
import {
  answerFraming,
  ceilings,
  type Drop,
  leastMessageTokens,
  messageFraming,
  type Prompt,
  templateTokens,
} from './schema.ts';

export type SimplePromptInput = {
  /** The system prompt in at most so many tokens; what is longer all the same is cut at its end. */
  system: (mostTokens: number) => string;
  message: string;
  contextTokens: number;
};

const framing = 2 * messageFraming + answerFraming;

/** The messages of a simple completion: a system prompt as it stands and the new message, nothing else. */
export function buildSimplePrompt({ system, message, contextTokens }: SimplePromptInput): Prompt {
  const { ceiling, answerRoom } = promptRoom(contextTokens);
  const said = escapeMessage(message);
  const full = elideMiddle(said, ceilings.message);
  const rest = ceiling - framing;
  const whole = system(
    Math.max(rest - estimateTokens(full), Math.min(templateTokens, rest - leastMessageTokens)),
  );
  // A model with a small context reads less of a long message, before it misses a part of what it is to do.
  const messageRoom = Math.max(leastMessageTokens, rest - estimateTokens(whole));
  const shown = elideMiddle(full, messageRoom);
  const told = clipText(whole, rest - estimateTokens(shown));
  const dropped: Drop[] = [];
  const note = (section: 'persona' | 'message', before: string, after: string) => {
    const count = estimateTokens(before) - estimateTokens(after);
    if (count > 0) dropped.push({ section, what: 'text', count, why: 'prompt_ceiling' });
  };
  note('persona', whole, told);
  note('message', said, shown);
  const sections = {
    persona: estimateTokens(told),
    userPreferences: 0,
    currentContext: 0,
    memories: 0,
    userPersona: 0,
    summary: 0,
    window: 0,
    message: estimateTokens(shown),
    framing,
  };
  const total = sections.persona + sections.message + framing;
  const maxAnswerTokens = answerRoom(total);
  return {
    messages: [
      { role: 'system', content: told },
      { role: 'user', content: shown },
    ],
    maxAnswerTokens,
    shownEvents: 0,
    memoryIds: [],
    ledger: { total, ceiling, maxAnswerTokens, sections, dropped },
  };
}

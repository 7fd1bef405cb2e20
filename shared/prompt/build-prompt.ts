import { AppError } from '../platform/errors.ts';
import { countSections, draftPrompt, systemSections } from './draft-prompt.ts';
import { giveWay } from './give-way.ts';
import {
  leastAnswerTokens,
  leastContextTokens,
  type Prompt,
  promptCeiling,
  type PromptInput,
} from './schema.ts';

/** The estimate may be so much too low. */
const estimateError = 1.05;

/**
 * The messages for a chat model: one system prompt, one message for each event shown, the new message. They and the
 * answer fit the model's context, and the ledger says what each section took and what was left out.
 *
 * What was said stays in messages of its own role, so it needs no delimiters; what is known of the person stands in the
 * system prompt, in quotes or tags.
 */
export function buildPrompt(input: PromptInput): Prompt {
  if (input.contextTokens < leastContextTokens)
    throw new AppError('internal', `The model's context must have at least ${leastContextTokens} tokens.`);
  const room = Math.floor((input.contextTokens - leastAnswerTokens) / estimateError);
  const ceiling = Math.min(promptCeiling, room);
  const draft = draftPrompt(input);
  giveWay(draft, ceiling);
  const sections = countSections(draft);
  const total = Object.values(sections).reduce((sum, tokens) => sum + tokens, 0);
  const maxAnswerTokens = input.contextTokens - Math.ceil(total * estimateError);
  const system = systemSections.map((name) => draft.texts[name]).filter(Boolean);
  return {
    messages: [
      { role: 'system', content: system.join('\n\n') },
      ...draft.window.map(({ role, content }) => ({ role, content })),
      { role: 'user', content: draft.message },
    ],
    maxAnswerTokens,
    memoryIds: (input.memories ?? []).slice(0, draft.memories.lines.length).map(({ id }) => id),
    ledger: { total, ceiling, maxAnswerTokens, sections, dropped: draft.dropped },
  };
}

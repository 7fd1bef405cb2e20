import { countSections, draftPrompt, systemSections } from './draft-prompt.ts';
import { giveWay } from './give-way.ts';
import { promptRoom } from './prompt-room.ts';
import type { Prompt, PromptInput } from './schema.ts';

/**
 * The messages for a chat model: one system prompt, one message for each event shown, the new message. They and the
 * answer fit the model's context, and the ledger says what each section took and what was left out.
 *
 * What was said stays in messages of its own role, so it needs no delimiters; what is known of the person stands in the
 * system prompt, in quotes or tags.
 */
export function buildPrompt(input: PromptInput): Prompt {
  const { ceiling, answerRoom } = promptRoom(input.contextTokens);
  const draft = draftPrompt(input);
  giveWay(draft, ceiling);
  const sections = countSections(draft);
  const total = Object.values(sections).reduce((sum, tokens) => sum + tokens, 0);
  const maxAnswerTokens = answerRoom(total);
  const system = systemSections.map((name) => draft.texts[name]).filter(Boolean);
  return {
    messages: [
      { role: 'system', content: system.join('\n\n') },
      ...draft.window.map(({ role, content }) => ({ role, content })),
      { role: 'user', content: draft.message },
    ],
    maxAnswerTokens,
    shownEvents: draft.window.length,
    memoryIds: (input.memories ?? []).slice(0, draft.memories.lines.length).map(({ id }) => id),
    ledger: { total, ceiling, maxAnswerTokens, sections, dropped: draft.dropped },
  };
}

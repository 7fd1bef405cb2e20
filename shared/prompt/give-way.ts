import { elideMiddle } from './clip-text.ts';
import { countSections, type Draft, drop, setMessage, setText } from './draft-prompt.ts';
import { shrinkWindow } from './fit-window.ts';
import { leastMessageTokens } from './schema.ts';
import { textOf, writeSummary } from './write-sections.ts';

/** A shorter summary says too little for its header and tags. */
const leastSummaryTokens = 60;
/** A cut falls between words, and so may leave so much less than it is allowed to. */
const cutSlack = 40;

/**
 * Makes the prompt fit: the window down to its last events, then memories, context, preferences and summary. What
 * comes after them gives way only where the model's context is small. Persona and message stay.
 */
export function giveWay(draft: Draft, ceiling: number): void {
  const over = () => Object.values(countSections(draft)).reduce((sum, tokens) => sum + tokens, 0) - ceiling;
  if (over() <= 0) return;
  narrowWindow(draft, over());
  takeLines(draft, 'memories', over);
  takeLines(draft, 'currentContext', over);
  if (over() > 0) {
    drop(draft, 'userPreferences', 'items', draft.preferences.lines.length, 'prompt_ceiling');
    setText(draft, 'userPreferences', '');
  }
  if (over() > 0) shortenSummary(draft, over());
  if (over() > 0) {
    drop(draft, 'userPersona', 'text', draft.tokens.userPersona, 'prompt_ceiling');
    setText(draft, 'userPersona', '');
  }
  const events = draft.window.length;
  while (over() > 0 && draft.window.length > 0) draft.window.shift();
  drop(draft, 'window', 'events', events - draft.window.length, 'prompt_ceiling');
  if (over() > 0) shortenMessage(draft, over());
}

function narrowWindow(draft: Draft, over: number): void {
  const before = draft.window;
  draft.window = shrinkWindow(before, over);
  const gone = before.length - draft.window.length;
  const clipped = draft.window.filter(({ content }, index) => content !== before[gone + index]?.content);
  drop(draft, 'window', 'events', gone, 'prompt_ceiling');
  drop(draft, 'window', 'text', clipped.length, 'prompt_ceiling');
}

function takeLines(draft: Draft, name: 'memories' | 'currentContext', over: () => number): void {
  const section = name === 'memories' ? draft.memories : draft.context;
  const lines = section.lines.length;
  while (over() > 0 && section.lines.length > 0) {
    section.lines.pop();
    setText(draft, name, textOf(section));
  }
  drop(draft, name, 'items', lines - section.lines.length, 'prompt_ceiling');
}

function shortenSummary(draft: Draft, over: number): void {
  const before = draft.tokens.summary;
  const room = before - over;
  setText(draft, 'summary', room < leastSummaryTokens ? '' : writeSummary(draft.summary, room).text);
  drop(draft, 'summary', 'text', before - draft.tokens.summary, 'prompt_ceiling');
}

function shortenMessage(draft: Draft, over: number): void {
  const before = draft.tokens.message;
  setMessage(draft, elideMiddle(draft.message, Math.max(leastMessageTokens + cutSlack, before - over)));
  drop(draft, 'message', 'text', before - draft.tokens.message, 'prompt_ceiling');
}

import { clipText, elideMiddle } from './clip-text.ts';
import { escapeMessage } from './escape-text.ts';
import { estimateTokens } from './estimate-tokens.ts';
import {
  ceilings,
  lastEvents,
  lastEventTokens,
  messageFraming,
  type PromptEvent,
  windowEvents,
} from './schema.ts';

/** One long answer must not push all else out of the window. */
const longestEvent = ceilings.window / 2;

export type ShownEvent = PromptEvent & { tokens: number };

/** What is shown, and how many events were too old, had no room, or lost their middle. */
export type FittedWindow = { shown: ShownEvent[]; old: number; lost: number; elided: number };

/** The last events, as many as the window's ceiling allows; a long one loses its middle. */
export function fitWindow(events: readonly PromptEvent[]): FittedWindow {
  const shown: ShownEvent[] = [];
  const recent = events.slice(-windowEvents);
  let room: number = ceilings.window;
  let elided = 0;
  for (const { role, content } of recent.toReversed()) {
    const most = Math.min(room, longestEvent);
    const said = escapeMessage(content);
    const kept = elideMiddle(said, most);
    // What would be shown of an event that hardly fits says nothing.
    if (kept !== said && most < lastEventTokens) break;
    if (kept !== said) elided++;
    const tokens = estimateTokens(kept);
    shown.unshift({ role, content: kept, tokens });
    room -= tokens;
  }
  return { shown, old: events.length - recent.length, lost: recent.length - shown.length, elided };
}

/** The events without the oldest, down to the last five, and these clipped if `over` tokens are still too many. */
export function shrinkWindow(shown: readonly ShownEvent[], over: number): ShownEvent[] {
  const kept = [...shown];
  let left = over;
  while (left > 0 && kept.length > lastEvents) left -= (kept.shift()?.tokens ?? 0) + messageFraming;
  if (left <= 0) return kept;
  return kept.map(({ role, content }) => {
    const clipped = clipText(content, lastEventTokens);
    return { role, content: clipped, tokens: estimateTokens(clipped) };
  });
}

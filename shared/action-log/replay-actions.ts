import {
  emptyState,
  learnEvent,
  type PreferenceState,
  pruneState,
  readState,
  type Rules,
  type StoredPreferences,
} from '../preferences/index.ts';
import type { LoggedAction } from './read-actions.ts';

/** What a person's actions come to under other rules; what the person had forgotten stays so, and what was reset. */
export function replayActions(
  actions: Iterable<LoggedAction>,
  { rules, stored, now }: { rules: Rules; stored: StoredPreferences | undefined; now: number },
): PreferenceState {
  const state = emptyState(rules);
  if (stored) state.forgotten = readState(stored).forgotten;
  for (const { event, subject, receivedAt } of actions)
    if (receivedAt > (stored?.since ?? 0)) learnEvent(state, event, subject, rules);
  pruneState(state, now);
  return state;
}

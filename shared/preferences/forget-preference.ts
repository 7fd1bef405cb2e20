import type { PreferenceState } from './preference-state.ts';
import type { PreferenceKind } from './schema.ts';

/** Forgets one thing in place; no event up to now counts for it again, in a replay either. */
export function forgetPreference(
  state: PreferenceState,
  kind: PreferenceKind,
  key: string,
  now: number,
): void {
  state.forgotten[kind].set(key, Math.max(now, state.forgotten[kind].get(key) ?? 0));
  state.evidence[kind].delete(key);
  if (kind === 'item') state.history.delete(key);
}

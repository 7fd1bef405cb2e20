import type { Clock } from './clock.ts';

const most = 5000;
/** So soon at the latest does a key that was withdrawn end what it signed. */
const keptMs = 60_000;

export type VerifiedTokens<V> = {
  /** Whose the token is, if it was verified a short while ago and has not expired. */
  get(token: string): V | undefined;
  /** Remembers whose a verified token is; `exp` in seconds, as the token has it. */
  keep(token: string, owner: V, exp: number | undefined): V;
};

/** Remembers tokens for a while, for verifying a signature takes longer than most requests otherwise do. */
export function createVerifiedTokens<V>(clock: Clock): VerifiedTokens<V> {
  const known = new Map<string, { owner: V; until: number }>();
  return {
    get(token) {
      const found = known.get(token);
      if (found && clock() < found.until) return found.owner;
      if (found) known.delete(token);
      return undefined;
    },
    keep(token, owner, exp = 0) {
      known.set(token, { owner, until: Math.min(clock() + keptMs, exp * 1000) });
      const [oldest] = known.size > most ? known.keys() : [];
      if (oldest !== undefined) known.delete(oldest);
      return owner;
    },
  };
}

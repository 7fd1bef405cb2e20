import type { TextMatch } from './text-index.ts';

/** All matches of a text, the best first, in twelve bytes each. */
export type KeptMatches = {
  ordinals: Uint32Array;
  relevances: Float32Array;
  coverages: Float32Array;
  /** Those whose name is what was asked for. */
  named: ReadonlySet<number>;
};

/** Keeps matches in little room, for there may be as many as there are products. */
export function keepMatches(matches: readonly TextMatch[], named: ReadonlySet<number>): KeptMatches {
  return {
    ordinals: Uint32Array.from(matches, ({ ordinal }) => ordinal),
    relevances: Float32Array.from(matches, ({ relevance }) => relevance),
    coverages: Float32Array.from(matches, ({ coverage }) => coverage),
    named,
  };
}

/**
 * At most `limit` matches, the best first. However many are as relevant, what was asked for by its name is among them,
 * and so is what is known, if need be on half of the places.
 */
export function pickMatches(
  { ordinals, relevances, coverages, named }: KeptMatches,
  limit: number,
  known: ReadonlySet<number>,
): TextMatch[] {
  const places = new Set<number>();
  const take = (most: number, isTaken: (ordinal: number) => boolean) => {
    for (let place = 0; place < ordinals.length && places.size < most; place++)
      if (isTaken(ordinals[place] ?? 0)) places.add(place);
  };
  if (named.size > 0) take(limit, (ordinal) => named.has(ordinal));
  // Where all fit, none needs to be looked for.
  if (known.size > 0 && ordinals.length > limit)
    take(Math.max(places.size, Math.ceil(limit / 2)), (ordinal) => known.has(ordinal));
  take(limit, () => true);
  return [...places]
    .sort((a, b) => a - b)
    .map((place) => ({
      ordinal: ordinals[place] ?? 0,
      relevance: relevances[place] ?? 0,
      coverage: coverages[place] ?? 0,
    }));
}

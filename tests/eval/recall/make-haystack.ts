import type { Snippet } from '../../../shared/recall/index.ts';
import type { Conversation } from './load-conversations.ts';

const minute = 60_000;
const stretch = 24;
/** Takes a vocabulary of 1,600 to the 20,000 that its growth promises for 100,000 turns. */
const variants = 24;

/**
 * So many turns of other people's talk around a conversation, half before and half after it. Stretches of the other
 * conversations repeat, with this one's speakers and with half of their rarer words made new ones, so that the
 * vocabulary grows with the history as in life.
 */
export function makeHaystack(
  needle: Conversation,
  others: readonly Conversation[],
  count: number,
): Snippet[] {
  const sources = others.filter(({ id }) => id !== needle.id);
  if (sources.length === 0) return [];
  const rare = rareWords(sources);
  const random = seeded(count);
  const pick = (below: number) => Math.floor(random() * below);
  const start = Math.min(...needle.snippets.map(({ at }) => at));
  const end = needle.now;
  const made: Snippet[] = [];
  for (let piece = 0; made.length < count; piece++) {
    const source = sources[pick(sources.length)];
    if (!source) break;
    const from = pick(Math.max(1, source.snippets.length - stretch));
    for (const snippet of source.snippets.slice(from, from + stretch)) {
      const index = made.length;
      const half = count / 2;
      const at = index < half ? start - (count - index) * minute : end + index * minute;
      const text = renew(rename(snippet.text, source.speakers, needle.speakers), rare, piece);
      const speaker = needle.speakers[source.speakers.indexOf(snippet.speaker ?? '')];
      made.push({
        ...snippet,
        id: `H${index}`,
        conversationId: `haystack-${piece}`,
        text,
        at,
        ...(speaker === undefined ? {} : { speaker }),
      });
    }
  }
  return made;
}

const word = /[\p{L}]{4,}/gu;

function rareWords(sources: readonly Conversation[]): Set<string> {
  const counts = new Map<string, number>();
  for (const { snippets } of sources) {
    for (const { text } of snippets) {
      for (const [found] of text.toLowerCase().matchAll(word))
        counts.set(found, (counts.get(found) ?? 0) + 1);
    }
  }
  return new Set([...counts].filter(([, times]) => times < 15).map(([found]) => found));
}

/** In each piece another half of the rare words, and the same word alike throughout the piece and in every 24th. */
function renew(text: string, rare: ReadonlySet<string>, piece: number): string {
  return text.replace(word, (found) => {
    const lower = found.toLowerCase();
    return rare.has(lower) && (lower.length + lower.charCodeAt(0) + piece) % 2 === 0
      ? `${lower}x${piece % variants}`
      : found;
  });
}

function rename(text: string, from: readonly string[], to: readonly string[]): string {
  return from.reduce((renamed, name, index) => renamed.replaceAll(name, to[index] ?? name), text);
}

function seeded(seed: number): () => number {
  let state = seed || 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

import SearchableMap from 'minisearch/SearchableMap';
import { editDistance } from './edit-distance.ts';
import { swapLayout } from './other-layout.ts';
import type { Word } from './read-words.ts';

/** Stems that a word may mean, each with how sure that is: 1 at most. */
export type Meanings = ReadonlyMap<string, number>;

export type Vocabulary = {
  add(word: Word): void;
  /** What the word is, else what it begins, else what the other keyboard layout makes of it, else what it is a slip of. */
  meanings(word: Word): Meanings;
};

const none: Meanings = new Map();
const begunIsSure = 0.7;
const slipIsSure = 0.6;
const mostBegun = 24;
const mostSlips = 4;
const shortestBegun = 2;
const shortestSlip = 4;
/** From this length on a word may have two slips. */
const longWord = 7;

/** The words of a catalog, for those that are cut short or mistyped. */
export function createVocabulary(): Vocabulary {
  const stems = new Set<string>();
  const known = new Set<string>();
  const written = new SearchableMap<string>();

  function readAsTyped(word: Word): Meanings {
    return stems.has(word.stem) ? new Map([[word.stem, 1]]) : begun(word);
  }

  function begun({ written: beginning }: Word): Meanings {
    if (beginning.length < shortestBegun) return none;
    const found = new Map<string, number>();
    for (const [whole, stem] of written.atPrefix(beginning)) {
      const sure = (begunIsSure * beginning.length) / whole.length;
      found.set(stem, Math.max(found.get(stem) ?? 0, sure));
      if (found.size === mostBegun) break;
    }
    return found;
  }

  function slips({ written: typed }: Word): Meanings {
    if (typed.length < shortestSlip || /\p{N}/u.test(typed)) return none;
    const most = typed.length < longWord ? 1 : 2;
    const near: { stem: string; distance: number }[] = [];
    // Two letters that changed places are one slip, but two edits for the map.
    for (const [whole, [stem]] of written.fuzzyGet(typed, 2)) {
      const distance = editDistance(typed, whole);
      if (distance <= most) near.push({ stem, distance });
    }
    near.sort((a, b) => a.distance - b.distance);
    const best = near[0]?.distance ?? 0;
    return new Map(
      near
        .filter(({ distance }) => distance === best)
        .slice(0, mostSlips)
        .map(({ stem }) => [stem, slipIsSure / best]),
    );
  }

  return {
    add({ written: whole, stem }) {
      if (known.has(whole)) return;
      known.add(whole);
      stems.add(stem);
      written.set(whole, stem);
    },
    meanings(word) {
      const typed = readAsTyped(word);
      if (typed.size > 0) return typed;
      const swapped = swapLayout(word);
      const meant = swapped ? readAsTyped(swapped) : none;
      return meant.size > 0 ? meant : slips(word);
    },
  };
}

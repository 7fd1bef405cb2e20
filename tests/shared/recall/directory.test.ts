import { describe, expect, test } from 'vitest';
import { chooseSegments } from '../../../shared/recall/choose-segments.ts';
import { readTerms } from '../../../shared/recall/directory-terms.ts';
import {
  directorySize,
  emptyDirectory,
  forget,
  readDirectory,
  updateDirectory,
  writeDirectory,
} from '../../../shared/recall/directory.ts';
import { hashTerm } from '../../../shared/recall/hash-term.ts';
import { openSegment } from '../../../shared/recall/open-segment.ts';
import { packSegments } from '../../../shared/recall/pack-segment.ts';
import { type Sketch, sketchOf } from '../../../shared/recall/sketch.ts';
import { tokenize } from '../../../shared/recall/tokenize.ts';
import { understandQuestion } from '../../../shared/recall/understand-question.ts';
import { makeSnippet } from './make-snippet.ts';

const now = Date.UTC(2026, 5, 1);

function sketchTexts(...texts: string[]): Sketch {
  return sketchOf(openSegment(packSegments(texts.map((text) => makeSnippet(text)))[0]!));
}

function snippetsWith(directory: ReturnType<typeof updateDirectory>, word: string): number {
  const wanted = new Set(tokenize(word).map(hashTerm));
  return [...readTerms(directory.terms, wanted)].reduce((sum, term) => sum + term.snippets, 0);
}

function choose(directory: ReturnType<typeof updateDirectory>, question: string, most = 1): string[] {
  return chooseSegments(directory, understandQuestion(question, { now }), { most });
}

describe('the directory', () => {
  test('it counts snippets of a term over all segments', () => {
    const directory = updateDirectory(emptyDirectory, {
      add: [sketchTexts('Рекс гуляет', 'Рекс спит'), sketchTexts('кормлю Рекса', 'пью чай')],
    });
    expect(snippetsWith(directory, 'Рекс')).toBe(3);
    expect(snippetsWith(directory, 'чай')).toBe(1);
  });

  test('it leads to the segment that holds the answer', () => {
    const dog = sketchTexts('собаку зовут Рекс', 'обожает мячик');
    const tea = sketchTexts('чай лучше с чабрецом');
    const directory = updateDirectory(emptyDirectory, { add: [dog, tea] });
    expect(choose(directory, 'как зовут мою собаку?')).toEqual([dog.row.id]);
    expect(choose(directory, 'какой чай я люблю?')).toEqual([tea.row.id]);
  });

  test('segments added one by one and at once make the same directory', () => {
    const sketches = ['раз два', 'два три', 'три четыре'].map((text) => sketchTexts(text));
    const atOnce = updateDirectory(emptyDirectory, { add: sketches });
    const oneByOne = sketches.reduce(
      (made, sketch) => updateDirectory(made, { add: [sketch] }),
      emptyDirectory,
    );
    expect(oneByOne.rows).toEqual(atOnce.rows);
    expect([...readTerms(oneByOne.terms)]).toEqual([...readTerms(atOnce.terms)]);
    expect(oneByOne.revision).toBe(3);
  });

  test('a segment added again is counted once', () => {
    const sketch = sketchTexts('Рекс гуляет');
    const once = updateDirectory(emptyDirectory, { add: [sketch] });
    const twice = updateDirectory(once, { add: [sketch] });
    expect(twice.rows).toEqual(once.rows);
    expect(snippetsWith(twice, 'Рекс')).toBe(1);
  });

  test('it is stored and read without loss', () => {
    const directory = updateDirectory(emptyDirectory, {
      add: [sketchTexts('Рекс гуляет'), sketchTexts('пью чай')],
    });
    expect(readDirectory(structuredClone(writeDirectory(directory)))).toEqual(directory);
  });

  test('what ended before a time is forgotten with its terms', () => {
    const old = sketchTexts('Рекс гуляет', 'пью чай');
    const fresh = sketchTexts('пью кофе', 'пью чай');
    const directory = updateDirectory(emptyDirectory, { add: [old, fresh] });
    const result = forget(directory, fresh.row.from);
    expect(result.expired).toEqual([old.row.id]);
    expect(result.directory.rows).toEqual([fresh.row]);
    expect(snippetsWith(result.directory, 'Рекс')).toBe(0);
    expect(snippetsWith(result.directory, 'чай')).toBe(1);
    expect(choose(result.directory, 'Рекс', 16)).toEqual([fresh.row.id]);
  });

  test('forgetting nothing changes nothing', () => {
    const directory = updateDirectory(emptyDirectory, { add: [sketchTexts('Рекс гуляет')] });
    expect(forget(directory, 0)).toEqual({ directory, expired: [] });
  });
});

describe('a long history', () => {
  const long = updateDirectory(emptyDirectory, { add: inventSketches(782) });

  test('the directory of 100,000 turns fits one document and opens 16 segments', () => {
    expect(long.rows.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(100_000);
    expect(directorySize(long)).toBeLessThan(1_000_000);
    expect(choose(long, 'когда была встреча', 16)).toHaveLength(16);
  });

  test('a word said in one place is found among 100,000 turns', () => {
    const needle = sketchTexts('троюродная тетя Аглая разводит альпак');
    const directory = updateDirectory(long, { add: [needle] });
    expect(choose(directory, 'чем занимается Аглая?', 16)).toContain(needle.row.id);
  });

  test('a directory that would not fit gives up what segments share, and then its oldest segments', () => {
    const small = updateDirectory(long, {}, 400_000);
    expect(directorySize(small)).toBeLessThanOrEqual(400_000);
    expect(small.rows).toEqual(long.rows);
    const tiny = updateDirectory(long, {}, 60_000);
    expect(directorySize(tiny)).toBeLessThanOrEqual(60_000);
    expect(tiny.rows.at(-1)).toEqual(long.rows.at(-1));
  });
});

/** Segments of 128 turns and 35 stems each, with words as frequent as in speech and ever new ones. */
function inventSketches(count: number): Sketch[] {
  let seed = 1;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  return Array.from({ length: count }, (_, segment) => {
    const terms = new Map<number, { snippets: number; mask: number }>();
    for (let turn = 0; turn < 128; turn++) {
      const vocabulary = 60_000 * ((segment + 1) / count) ** 0.6;
      const stems = new Set(Array.from({ length: 35 }, () => Math.floor(vocabulary ** random())));
      for (const stem of stems) {
        const hash = hashTerm(`word${stem}`);
        const term = terms.get(hash) ?? { snippets: 0, mask: 0 };
        terms.set(hash, { snippets: term.snippets + 1, mask: term.mask | (1 << (turn >> 5)) });
      }
    }
    const from = segment * 3_600_000;
    return {
      row: { id: `${from.toString(36)}-1abcdef-768`, from, to: from + 3_500_000, count: 128, tokens: 4480 },
      terms,
    };
  });
}

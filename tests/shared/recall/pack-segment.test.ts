import { describe, expect, test } from 'vitest';
import { openSegment, openWindow, readSnippets } from '../../../shared/recall/open-segment.ts';
import { packSegments } from '../../../shared/recall/pack-segment.ts';
import { rewriteSegment, sealSnippets, tailOf, unpackSegment } from '../../../shared/recall/seal-segments.ts';
import { emptyDirectory, updateDirectory } from '../../../shared/recall/directory.ts';
import { sketchOf } from '../../../shared/recall/sketch.ts';
import { makeSnippet } from './make-snippet.ts';

const turns = (count: number, text = 'слово') =>
  Array.from({ length: count }, (_, index) => makeSnippet(`${text} ${index}`));

describe('packing', () => {
  test('128 snippets fill a segment', () => {
    expect(packSegments(turns(300)).map(({ count }) => count)).toEqual([128, 128, 44]);
  });

  test('no segment exceeds 400 KB, embeddings included', () => {
    const long = turns(128, 'ж'.repeat(4000)).map((snippet) => ({
      ...snippet,
      embedding: Array<number>(1536).fill(0.1),
    }));
    const segments = packSegments(long);
    const sizes = segments.map(({ body, embeddings }) => Buffer.byteLength(body) + (embeddings?.length ?? 0));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(400_002);
    expect(segments.flatMap(readSnippets)).toHaveLength(128);
  });

  test('snippets come back as they were, in order of time', () => {
    const said = turns(5);
    const [segment] = packSegments(said.toReversed());
    expect(readSnippets(segment!)).toEqual(said);
    expect(segment).toMatchObject({ from: said[0]!.at, to: said[4]!.at, count: 5 });
  });

  test('the same snippets get the same id, others another', () => {
    const said = turns(3);
    const [first] = packSegments(said);
    expect(packSegments(said)[0]!.id).toBe(first!.id);
    expect(packSegments(said.map((snippet) => ({ ...snippet, text: 'иное' })))[0]!.id).not.toBe(first!.id);
  });

  test('what the butler recalled is neither sealed nor found in the window', () => {
    const said = [makeSnippet('люблю мяту'), makeSnippet('Вы говорили: «люблю мяту»', { recalled: true })];
    expect(packSegments(said).flatMap(readSnippets)).toEqual([said[0]]);
    expect(openWindow(said).snippets).toEqual([said[0]]);
    expect(packSegments([said[1]!])).toEqual([]);
  });

  test('embeddings are kept as one signed byte a dimension', () => {
    const said = [{ ...makeSnippet('раз'), embedding: [0.5, -0.25, 0] }, makeSnippet('два')];
    const [segment] = packSegments(said);
    expect(segment!.embeddings).toHaveLength(6);
    expect(openSegment(segment!).embeddings?.bytes).toEqual(Int8Array.from([127, -63, 0, 0, 0, 0]));
    expect(unpackSegment(segment!)[1]).not.toHaveProperty('embedding');
  });
});

describe('sealing', () => {
  test('the tail is filled up and replaced', () => {
    const [tail] = packSegments(turns(100));
    const plan = sealSnippets(turns(31), tail);
    expect(plan.write.map(({ count }) => count)).toEqual([128, 3]);
    expect(plan.remove).toEqual([tail!.id]);
  });

  test('sealing the same again plans the same', () => {
    const [tail] = packSegments(turns(10));
    const fresh = turns(5);
    const plan = sealSnippets(fresh, tail);
    expect(sealSnippets(fresh, tail)).toEqual(plan);
    expect(sealSnippets(fresh, plan.write[0])).toEqual({ write: plan.write, remove: [] });
  });

  test('embeddings survive a repacked tail', () => {
    const [tail] = packSegments([{ ...makeSnippet('раз'), embedding: [0.3, -0.9] }]);
    const [packed] = sealSnippets([{ ...makeSnippet('два'), embedding: [1, 0] }], tail).write;
    expect([...openSegment(packed!).embeddings!.bytes]).toEqual([42, -127, 127, 0]);
  });

  test('only a segment with room is a tail', () => {
    const directoryOf = (count: number) =>
      updateDirectory(emptyDirectory, {
        add: packSegments(turns(count)).map((segment) => sketchOf(openSegment(segment))),
      });
    expect(tailOf(emptyDirectory)).toBeUndefined();
    expect(tailOf(directoryOf(128))).toBeUndefined();
    const directory = directoryOf(130);
    expect(tailOf(directory)).toBe(directory.rows[1]!.id);
  });

  test('an edited snippet gets its segment a new id, and a forgotten one leaves it', () => {
    const said = turns(3);
    const [segment] = packSegments(said);
    const edited = rewriteSegment(segment!, (snippet) =>
      snippet.id === said[1]!.id ? { ...snippet, text: 'правка' } : snippet,
    );
    expect(edited.remove).toEqual([segment!.id]);
    expect(edited.write.flatMap(readSnippets)[1]!.text).toBe('правка');
    const forgotten = rewriteSegment(segment!, (snippet) =>
      snippet.id === said[0]!.id ? undefined : snippet,
    );
    expect(forgotten.write.flatMap(readSnippets)).toEqual(said.slice(1));
    expect(rewriteSegment(segment!, (snippet) => snippet)).toEqual({ write: [segment], remove: [] });
    expect(rewriteSegment(segment!, () => undefined)).toEqual({ write: [], remove: [segment!.id] });
  });
});

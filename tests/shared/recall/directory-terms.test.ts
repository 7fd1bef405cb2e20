import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTerms, writeTerms } from '../../../shared/recall/directory-terms.ts';
import { hashTerm, termHashBits } from '../../../shared/recall/hash-term.ts';
import { posting } from '../../../shared/recall/postings.ts';

const segments = 900;
const places = fc
  .uniqueArray(fc.tuple(fc.nat(segments - 1), fc.integer({ min: 1, max: 15 })), {
    selector: ([segment]) => segment,
    minLength: 1,
  })
  .map((found) => found.map(([segment, mask]) => posting(segment, mask)).sort((a, b) => a - b));
const terms = fc
  .uniqueArray(
    fc.record({
      hash: fc.nat(2 ** termHashBits - 1),
      snippets: fc.integer({ min: 1, max: 100_000 }),
      postings: fc.option(places, { nil: undefined }),
    }),
    { selector: ({ hash }) => hash, maxLength: 60 },
  )
  .map((found) => found.sort((a, b) => a.hash - b.hash));

test('terms are read as they were written', () => {
  fc.assert(
    fc.property(terms, (written) => {
      expect([...readTerms(writeTerms(written, segments))]).toEqual(written);
    }),
  );
});

test('wanted terms are read without the others', () => {
  fc.assert(
    fc.property(terms, fc.nat(), (written, pick) => {
      const wanted = written[pick % Math.max(1, written.length)];
      const found = [...readTerms(writeTerms(written, segments), new Set(wanted ? [wanted.hash] : []))];
      expect(found).toEqual(wanted ? [wanted] : []);
    }),
  );
});

test('a term hashes into its bits', () => {
  expect(hashTerm('собак')).toBeLessThan(2 ** termHashBits);
  expect(hashTerm('собак')).not.toBe(hashTerm('кошк'));
});

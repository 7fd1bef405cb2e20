import { ByteReader, ByteWriter, numberSize } from './bits.ts';
import { type Posting, readPostings, riceParameter, writePostings } from './postings.ts';

/** One term of the directory. Without postings it is too common to tell segments apart. */
export type DirectoryTerm = { hash: number; snippets: number; postings: readonly Posting[] | undefined };

/**
 * Terms in ascending order of their hash, as at most `limit` bytes: where there is no room for all, the terms that most
 * segments share lose their postings first, since they say least about where to look.
 */
export function writeTerms(terms: readonly DirectoryTerm[], segments: number, limit = Infinity): Uint8Array {
  const packed = terms.map(({ postings }) => postings && packPostings(postings, segments));
  const commonest = terms.map((_, index) => index).sort((a, b) => sizeOf(terms[b]) - sizeOf(terms[a]));
  let size = terms.reduce((sum, { hash, snippets }, index) => {
    const length = packed[index]?.length ?? 0;
    const gap = hash - (terms[index - 1]?.hash ?? -1) - 1;
    return sum + numberSize(gap) + numberSize(snippets) + numberSize(length * 16) + length;
  }, 0);
  for (const index of commonest) {
    if (size <= limit) break;
    size -= packed[index]?.length ?? 0;
    packed[index] = undefined;
  }
  const writer = new ByteWriter();
  let previous = -1;
  terms.forEach(({ hash, snippets, postings }, index) => {
    const bytes = packed[index];
    writer.number(hash - previous - 1);
    previous = hash;
    writer.number(snippets);
    writer.number(bytes && postings ? bytes.length * 16 + riceParameter(postings.length, segments) : 0);
    if (bytes) writer.append(bytes);
  });
  return writer.taken();
}

/** The terms of `bytes` in order; with `wanted`, only those, and the others' postings are skipped unread. */
export function* readTerms(bytes: Uint8Array, wanted?: ReadonlySet<number>): Generator<DirectoryTerm> {
  const reader = new ByteReader(bytes);
  let hash = -1;
  while (reader.position < bytes.length) {
    hash += 1 + reader.number();
    const snippets = reader.number();
    const header = reader.number();
    const end = reader.position + Math.floor(header / 16);
    if (!wanted || wanted.has(hash)) {
      const postings = header === 0 ? undefined : readPostings(reader, end, header % 16);
      yield { hash, snippets, postings };
    }
    reader.position = end;
  }
}

const scratch = new ByteWriter();

function packPostings(postings: readonly Posting[], segments: number): Uint8Array {
  scratch.clear();
  writePostings(scratch, postings, riceParameter(postings.length, segments));
  return scratch.taken();
}

function sizeOf(term: DirectoryTerm | undefined): number {
  return term?.postings?.length ?? 0;
}

import type { ByteReader, ByteWriter } from './bits.ts';

/** A segment is told apart in four quarters, so that terms that meet in one count for more. */
export const blocksPerSegment = 4;

/** Where a term is, as one number: the segment's place in the directory, and a mask of its quarters. */
export type Posting = number;

export function posting(segment: number, mask: number): Posting {
  return segment * 16 + mask;
}
export function segmentOf(place: Posting): number {
  return place >>> 4;
}
export function maskOf(place: Posting): number {
  return place & 15;
}

/** The Rice parameter for so many postings among so many segments. */
export function riceParameter(postings: number, segments: number): number {
  return Math.max(0, Math.min(15, Math.floor(Math.log2(Math.max(1, segments / Math.max(1, postings))))));
}

/** Writes postings in ascending order: Rice-coded gaps, then one quarter in 3 bits or several in 5. */
export function writePostings(writer: ByteWriter, postings: readonly Posting[], parameter: number): void {
  let previous = -1;
  for (const place of postings) {
    const gap = segmentOf(place) - previous - 1;
    previous = segmentOf(place);
    for (let quotient = gap >>> parameter; quotient > 0; quotient--) writer.bits(1, 1);
    writer.bits(0, 1);
    writer.bits(gap, parameter);
    const single = Math.log2(maskOf(place));
    if (Number.isInteger(single)) writer.bits(single, 3);
    else writer.bits(16 | maskOf(place), 5);
  }
  // A run of ones never ends a code word, so the reader takes the padding for the end.
  writer.padWithOnes();
}

/** Reads the postings that end before the byte at `end`. */
export function readPostings(reader: ByteReader, end: number, parameter: number): Posting[] {
  const postings: Posting[] = [];
  let previous = -1;
  reader.startBits();
  for (;;) {
    let quotient = 0;
    while (!reader.atEnd(end) && reader.bit() === 1) quotient++;
    if (reader.atEnd(end)) return postings;
    previous += 1 + ((quotient << parameter) | reader.bits(parameter));
    postings.push(posting(previous, reader.bit() === 0 ? 1 << reader.bits(2) : reader.bits(4)));
  }
}

/** What a character is to a tokenizer. Words, numbers, punctuation and white space are cut apart before they are counted. */
export const kind = {
  symbol: 0,
  space: 1,
  newline: 2,
  digit: 3,
  latin: 4,
  cyrillic: 5,
  /** Letters that are counted one by one, because their words are too rare for a table. */
  letter: 6,
} as const;
export type Kind = (typeof kind)[keyof typeof kind];

type Range = readonly [from: number, to: number, kind: Kind, tokens: number];

/** Tokens per character outside the tables below: averages of o200k over each block, rounded up. */
const ranges: readonly Range[] = [
  [0x00, 0x1f, kind.symbol, 1],
  [0x20, 0x7f, kind.symbol, 0.52],
  [0x80, 0xbf, kind.symbol, 0.9],
  [0xc0, 0x24f, kind.latin, 0.5],
  [0x250, 0x36f, kind.letter, 1.95],
  [0x370, 0x3ff, kind.letter, 0.47],
  [0x400, 0x52f, kind.cyrillic, 0],
  [0x530, 0x58f, kind.letter, 0.5],
  [0x590, 0x5ff, kind.letter, 0.6],
  [0x600, 0x77f, kind.letter, 0.46],
  [0x780, 0x8ff, kind.letter, 1.6],
  [0x900, 0xdff, kind.letter, 0.6],
  [0xe00, 0xe7f, kind.letter, 0.45],
  [0xe80, 0x109f, kind.letter, 0.9],
  [0x10a0, 0x10ff, kind.letter, 0.45],
  [0x1100, 0x1dff, kind.letter, 2.2],
  [0x1e00, 0x1eff, kind.latin, 0.6],
  [0x1f00, 0x1fff, kind.letter, 1.5],
  [0x2000, 0x202f, kind.symbol, 0.9],
  [0x2030, 0x20ff, kind.symbol, 1.5],
  [0x2100, 0x24ff, kind.symbol, 1.6],
  [0x2500, 0x25ff, kind.symbol, 1.2],
  [0x2600, 0x27ff, kind.symbol, 1.8],
  [0x2800, 0x2fff, kind.symbol, 2.8],
  [0x3000, 0x303f, kind.symbol, 1],
  [0x3040, 0x30ff, kind.letter, 0.9],
  [0x3100, 0x4dff, kind.letter, 3],
  [0x4e00, 0x9fff, kind.letter, 1.02],
  [0xa000, 0xabff, kind.letter, 3],
  [0xac00, 0xd7a3, kind.letter, 0.82],
  [0xd7a4, 0xfdff, kind.letter, 3],
  [0xfe00, 0xfe0f, kind.symbol, 0.95],
  [0xfe10, 0xfeff, kind.letter, 2],
  [0xff00, 0xffef, kind.symbol, 1.2],
  [0xfff0, 0xffff, kind.symbol, 1],
];

/** A pair of surrogates: emoji below U+1FB00, and rare scripts that are counted by their bytes. */
export const emojiTokens = 2.2;
export const rareTokens = 3.2;

const kinds = new Uint8Array(0x10000);
const costs = new Float32Array(0x10000);
for (const [from, to, of, tokens] of ranges) {
  kinds.fill(of, from, to + 1);
  costs.fill(tokens, from, to + 1);
}
for (const code of [
  0x09, 0x0b, 0x0c, 0x20, 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff,
])
  kinds[code] = kind.space;
kinds.fill(kind.space, 0x2000, 0x200b);
kinds[0x0a] = kinds[0x0d] = kind.newline;
kinds.fill(kind.symbol, 0xd800, 0xe000);
kinds.fill(kind.digit, 0x30, 0x3a);
for (const first of [0x41, 0x61]) {
  kinds.fill(kind.latin, first, first + 26);
  costs.fill(0, first, first + 26);
}
// Letters that Russian does not have are rarer than its own, and so is ё.
costs.fill(0.35, 0x400, 0x410);
costs.fill(0.35, 0x450, 0x530);
costs[0x451] = costs[0x401] = 0.65;

const capitals = new Uint8Array(0x530);
for (let code = 0; code < capitals.length; code++) {
  const character = String.fromCharCode(code);
  if (character.toLowerCase() !== character) capitals[code] = 1;
}

/** What this UTF-16 code unit is. */
export const kindOf = (code: number): Kind => kinds[code] as Kind;
/** What this code unit costs beside its word's length. */
export const costOf = (code: number): number => costs[code] ?? 0;
export const isCapital = (code: number): boolean => capitals[code] === 1;

/** Tokens of a small-letter word after a space, by its length; `beyond` is for each letter past the last of them. */
export const wordTokens = {
  latin: {
    byLength: [0, 1, 1, 1, 1.01, 1.02, 1.05, 1.08, 1.13, 1.17, 1.2, 1.25, 1.35, 1.5, 1.75],
    beyond: 0.33,
    /** For each letter of a word with no space before it, or with a mark that clings to it. */
    unspaced: 0.02,
    clinging: 0.07,
    /** For a capital at its start, and for each capital more. */
    capital: 0.03,
    capitals: 0.06,
  },
  cyrillic: {
    byLength: [0, 1, 1, 1.05, 1.46, 1.66, 1.97, 2.31, 2.65, 2.87, 3.16, 3.47, 3.85, 4.2, 4.56, 4.92, 5.33],
    beyond: 0.5,
    unspaced: 0.06,
    clinging: 0.15,
    capital: 0.55,
    capitals: 0.26,
  },
} as const;

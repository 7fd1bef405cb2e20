/** Every constant of the ranking, so that the evaluation can turn each off and say what it gives. */
export type Tuning = {
  stem: boolean;
  /** BM25's saturation and its discount for long texts. */
  saturation: number;
  lengthDiscount: number;
  /** What a related everyday word is worth beside the word itself. */
  related: number;
  /** What a word that looks like kin is worth for one that nothing holds. */
  bridge: number;
  /** How much more a text counts that holds all of the question instead of a part. */
  coverage: number;
  /** What a hit lends to the turn one and two after it, and one and two before it. */
  following: readonly [number, number];
  preceding: readonly [number, number];
  /** Factor for turns of the one speaker whom the question is about. */
  speaker: number;
  /** Factor for what the person, or the butler, said when the question is about that. */
  role: number;
  /** Factor for turns that ask instead of tell. */
  asking: number;
  /** Factor for turns that tell a time when the question wants one. */
  timed: number;
  /** Factor for turns said in the time that the question names. */
  period: number;
  /** What today's turn gains over an old one, and after how many days half of that is gone. */
  recency: number;
  recencyHalfLifeDays: number;
  /** Share of stems in common past which two texts are the same memory. */
  duplicate: number;
  /** Weight of meaning, by embeddings, beside words. */
  semantic: number;
};

export const defaultTuning: Tuning = {
  stem: true,
  saturation: 1.2,
  lengthDiscount: 0.4,
  related: 0.3,
  bridge: 0.6,
  coverage: 0.5,
  following: [0.6, 0.4],
  preceding: [0.3, 0.2],
  speaker: 2,
  role: 1.2,
  asking: 0.85,
  timed: 1.3,
  period: 1.5,
  recency: 0.1,
  recencyHalfLifeDays: 30,
  duplicate: 0.8,
  semantic: 0.4,
};

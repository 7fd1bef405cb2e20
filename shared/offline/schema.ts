import type { Macro } from '../macros/index.ts';
import type { Window } from '../memory/index.ts';
import type { Language, Profile } from '../profile/index.ts';
import type { Recalled } from '../recall/index.ts';
import type { KnownTaste } from '../shop/index.ts';

/** Why no model answers: none is connected, it is down, or what it may spend today is spent. */
export const reasons = ['no_model', 'model_down', 'quota'] as const;
export type Reason = (typeof reasons)[number];

/** What the offline butler answers from. */
export type OfflineQuestion = {
  message: string;
  language: Language;
  profile?: Profile | undefined;
  macros?: readonly Macro[] | undefined;
  taste?: KnownTaste | undefined;
  /** What was said that fits the message, best first. */
  recalled: readonly Recalled[];
  /** What the person said last, oldest first; of it the butler picks what tells of them. */
  said?: readonly Recalled[] | undefined;
  window?: Window | undefined;
  now: number;
  timezone: string;
  reason: Reason;
  /** Whether what is said is kept; by default it is for whom there is a profile. */
  keeps?: boolean | undefined;
};

export type OfflineAnswer = {
  text: string;
  /** The turns that are quoted. */
  usedIds: string[];
  /** Whether the text says something that holds: from notes, the profile or the clock. Without it, it is manners. */
  hasEvidence: boolean;
};

/** What a person can want of a butler without a model. */
export type Intent =
  | 'greeting'
  | 'thanks'
  | 'bye'
  | 'night'
  | 'how'
  | 'presence'
  | 'praise'
  | 'blame'
  | 'sorry'
  | 'yes'
  | 'no'
  | 'joke'
  | 'who'
  | 'can'
  | 'clock'
  | 'known'
  | 'name'
  | 'talk'
  | 'macros'
  | 'reminder'
  | 'note'
  | 'intro'
  | 'forget'
  | 'language'
  | 'danger'
  | 'trouble'
  | 'joy'
  | 'memory'
  | 'question'
  | 'request'
  | 'statement';

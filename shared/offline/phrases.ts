import type { Intent, Reason } from './schema.ts';

/** The first of each is said plainly, for who asked for a formal or short manner. */
type Lines = readonly [string, ...string[]];

/** What is answered out of manners alone. */
type Mannered = Exclude<
  Intent,
  | 'greeting'
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
  | 'trouble'
  | 'joy'
  | 'memory'
  | 'question'
  | 'request'
  | 'statement'
>;

export type Phrases = {
  hello: { morning: string; day: string; evening: string; night: string };
  offer: Lines;
  manners: Record<Mannered, Lines>;
  alfred: string;
  butler: string;
  /** Each says that he is without a language model. */
  who: Record<Reason, string>;
  can: string;
  /** What is said to what will be kept, and to what will not. */
  kept: Record<'statement' | 'note' | 'intro' | 'trouble' | 'joy' | 'reminder', Lines>;
  unkept: Record<'statement' | 'note' | 'intro' | 'trouble' | 'joy' | 'reminder', Lines>;
  nothing: Lines;
  nothingKnown: string;
  noName: string;
  noTalk: string;
  noMacros: string;
  named: (name: string) => string;
  beyond: Record<Reason, { question: string; request: string }>;
  found: Lines;
  related: string;
  known: string;
  fromTalk: string;
  talked: string;
  lastSaid: string;
  macros: string;
  fields: { name: string; domain: string; techStack: string; topics: string; buys: string; likes: string };
  speaker: { user: string; assistant: string; activity: string };
  /** Why the answer is a short one, where the answer itself does not say. */
  note: Record<Exclude<Reason, 'no_model'>, string>;
};

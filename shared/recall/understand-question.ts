import { namedPeriod, type Period, withoutRelativeTime } from './named-period.ts';
import { relatedWords } from './related-words.ts';
import type { Snippet } from './schema.ts';
import { asksWhen } from './time-words.ts';
import { normalize, tokenize } from './tokenize.ts';
import { defaultTuning, type Tuning } from './tuning.ts';

/** Whose turns a question is about: a role, or a speaker by name. */
export type Subject = { role: Snippet['role'] } | { speaker: string };

/** A question as recall works with it. */
export type Question = {
  /** Stem to weight: 1 for what was asked, less for related words. */
  terms: ReadonlyMap<string, number>;
  subject: Subject | undefined;
  wantsTime: boolean;
  period: Period | undefined;
};

export type Asked = {
  now: number;
  /** The person's zone, as minutes ahead of UTC. */
  minutesAhead?: number;
  /** Names that snippets give as their speakers. */
  speakers?: readonly string[];
};

const word = (pattern: string) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${pattern})(?![\\p{L}\\p{N}])`, 'iu');
const butlerActs = word(
  '(?:did|have|had|were) you|you (?:advise|suggest|recommend|promise|offer)\\p{L}*|your (?:advice|suggestion|recommendation|idea)s?|' +
    '(?:по)?совет\\p{L}*|(?:по)?рекоменд\\p{L}*|предлаг\\p{L}*|предлож\\p{L}*|обещал\\p{L}*|подсказ\\p{L}*',
);
const person = word(
  "i|i'm|my|mine|me|we|our|us|я|меня|мне|мной|мой|моя|мое|мои|моего|моей|моему|моем|моих|моим|мою|мы|нас|нам|наш\\p{L}*",
);

/** Takes a question apart: what it is about, whom, and when. */
export function understandQuestion(text: string, asked: Asked, tuning: Tuning = defaultTuning): Question {
  const normal = normalize(text);
  const named = (asked.speakers ?? []).filter((speaker) => word(escape(normalize(speaker))).test(normal));
  // A speaker's name is in what the others say to them; it tells whose turns to look at, not what is in them.
  const names = new Set(named.flatMap((speaker) => tokenize(speaker, tuning)));
  const terms = new Map<string, number>();
  for (const stem of tokenize(withoutRelativeTime(text), tuning)) if (!names.has(stem)) terms.set(stem, 1);
  if (tuning.stem && tuning.related > 0) {
    for (const stem of [...terms.keys()]) {
      for (const other of relatedWords.get(stem) ?? [])
        if (!terms.has(other)) terms.set(other, tuning.related);
    }
  }
  return {
    terms,
    subject: subjectOf(normal, named),
    wantsTime: asksWhen(normal),
    period: namedPeriod(text, asked.now, asked.minutesAhead),
  };
}

function subjectOf(text: string, named: readonly string[]): Subject | undefined {
  const [speaker] = named;
  if (speaker !== undefined) return named.length === 1 ? { speaker } : undefined;
  if (butlerActs.test(text)) return { role: 'assistant' };
  return person.test(text) ? { role: 'user' } : undefined;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

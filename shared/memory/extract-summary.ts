import type { Language } from '../profile/index.ts';
import { estimateTokens, formatDate } from '../prompt/index.ts';
import { tokenize } from '../recall/index.ts';
import { clipSummary, clipWords, sentencesOf, summaryTokens } from './clip-summary.ts';
import type { MemoryEvent } from './schema.ts';

/** What is left of the summary before, where there is something new to say. */
const earlierTokens = summaryTokens / 2;
const longestSentence = 60;

type Candidate = { text: string; at: number; stems: ReadonlySet<string>; worth: number };

/**
 * A summary made without a model: the sentences of the person that say most, in their own words and in their order,
 * each day named once, after the summary before.
 */
export function extractSummary(earlier: string, events: readonly MemoryEvent[]): string {
  const candidates = candidatesOf(events);
  const before = candidates.length === 0 ? clipSummary(earlier) : clipSummary(earlier, earlierTokens);
  const language = isRussian(events) ? 'ru' : 'en';
  const chosen: Candidate[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.worth - a.worth || b.at - a.at)) {
    if (chosen.some((other) => isSame(other.stems, candidate.stems))) continue;
    const summary = write(before, [...chosen, candidate], language);
    if (estimateTokens(summary) <= summaryTokens) chosen.push(candidate);
  }
  return write(before, chosen, language);
}

function candidatesOf(events: readonly MemoryEvent[]): Candidate[] {
  const said = events.filter(({ role }) => role === 'user');
  const sentences = said.flatMap(({ content, at }) => sentencesOf(content).map((text) => ({ text, at })));
  const stemmed = sentences.map((one) => ({ ...one, stems: new Set(tokenize(one.text)) }));
  const counts = new Map<string, number>();
  for (const { stems } of stemmed) for (const stem of stems) counts.set(stem, (counts.get(stem) ?? 0) + 1);
  return stemmed
    .filter(({ stems }) => stems.size > 0)
    .map(({ text, at, stems }) => {
      return { text: clipWords(text, longestSentence), at, stems, worth: worthOf(text, stems, counts) };
    });
}

/** What comes up often is what the talk is about; who tells of themselves, names and numbers say most. */
function worthOf(text: string, stems: ReadonlySet<string>, counts: ReadonlyMap<string, number>): number {
  const common = [...stems].reduce((sum, stem) => sum + Math.log(1 + (counts.get(stem) ?? 0)), 0);
  let worth = common / Math.sqrt(stems.size + 2);
  if (/(?<!\p{L})(?:я|мне|меня|мой|моя|моё|мои|мы|нас|i|my|me|we|our)(?!\p{L})/iu.test(text)) worth *= 1.4;
  if (/\p{N}/u.test(text)) worth *= 1.2;
  if (/(?<=\p{L},?\s)\p{Lu}\p{Ll}/u.test(text)) worth *= 1.2;
  if (/[?？]\s*$/u.test(text)) worth *= 0.4;
  return worth;
}

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  let common = 0;
  for (const stem of a) if (b.has(stem)) common++;
  return common >= 0.7 * Math.min(a.size, b.size);
}

function write(before: string, chosen: readonly Candidate[], language: Language): string {
  const days = new Map<string, string[]>();
  for (const { text, at } of chosen.toSorted((a, b) => a.at - b.at)) {
    const day = formatDate(at, 'day', 'UTC', language);
    days.set(day, [...(days.get(day) ?? []), text]);
  }
  const lines = [...days].map(([day, texts]) => `${day}: ${texts.join(' ')}`);
  return [before, ...lines].filter((part) => part !== '').join('\n');
}

function isRussian(events: readonly MemoryEvent[]): boolean {
  const text = events.map(({ content }) => content).join(' ');
  const cyrillic = text.match(/\p{Script=Cyrillic}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  return cyrillic >= latin;
}

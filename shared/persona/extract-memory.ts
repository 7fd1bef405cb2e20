import { extractSummary, type MemoryEvent, sentencesOf } from '../memory/index.ts';
import type { ConversationMemoryData } from './schema.ts';
import type { Talk } from './read-talk.ts';
import { frequentWords } from './frequent-words.ts';

const mostTopics = 8;
const mostFacts = 12;
const mostQuestions = 5;
const longest = 200;

/** The memory of a conversation without a model: in the person's own words. */
export async function extractMemory({ window, events }: Talk): Promise<ConversationMemoryData> {
  const all: MemoryEvent[] = [];
  for await (const event of events) all.push(event);
  const said = all.filter(({ role }) => role === 'user');
  const sentences = said.flatMap(({ content }) => sentencesOf(content)).map(clip);
  const isQuestion = (text: string) => /[?？]\s*$/u.test(text);
  return {
    summary: extractSummary(window.summary, all),
    topics: frequentWords(sentences, mostTopics),
    facts: latest(
      sentences.filter((text) => !isQuestion(text) && ofThemselves.test(text)),
      mostFacts,
    ),
    // Earlier ones were answered, or are no longer asked.
    open_questions: latest(
      sentencesOf(said.at(-1)?.content ?? '')
        .map(clip)
        .filter(isQuestion),
      mostQuestions,
    ),
  };
}

const ofThemselves =
  /(?<!\p{L})(?:я|мне|меня|мной|мой|моя|моё|мое|мои|моего|моей|мы|нас|наш|наша|i|i'm|i’m|me|my|mine|we|our)(?!\p{L})/iu;

function clip(text: string): string {
  return text.slice(0, longest).toWellFormed();
}

function latest(texts: readonly string[], most: number): string[] {
  return [...new Set(texts)].slice(-most);
}

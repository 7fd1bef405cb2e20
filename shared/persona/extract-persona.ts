import { normalize } from '../recall/index.ts';
import { cleanItem } from './persona-prompt.ts';
import type { Sources } from './read-sources.ts';
import type { PersonaData, PersonaDocument } from './schema.ts';
import { comesBackTo, isStruck } from './struck.ts';

const mostInterests = 12;
const mostUsual = 4;
const mostPatterns = 5;
const mostFacts = 5;

const words = {
  ru: {
    talks: (count: number) => `Разговоров: ${count}.`,
    told: 'О себе:',
    interests: 'Интересы:',
    asks: 'Оставляет вопросы открытыми',
    field: (field: string) => `Работает в области: ${field}`,
  },
  en: {
    talks: (count: number) => `Conversations: ${count}.`,
    told: 'Of themselves:',
    interests: 'Interests:',
    asks: 'Leaves questions open',
    field: (field: string) => `Works in: ${field}`,
  },
};

/** A persona without a model: what memories and profile say, counted and quoted, nothing inferred. */
export function extractPersona(sources: Sources): {
  data: PersonaData;
  restsOn: PersonaDocument['rests_on'];
} {
  const { memories, profile } = sources;
  const say = words[profile.language];
  const topics = new Map<string, { item: string; from: string[] }>();
  const add = (topic: string, from?: string) => {
    const item = cleanItem(topic);
    if (item === '' || isStruck(item, sources.persona?.struck ?? [])) return;
    const known = topics.get(normalize(item)) ?? { item, from: [] };
    if (from !== undefined && !known.from.includes(from)) known.from.push(from);
    topics.set(normalize(item), known);
  };
  // What they buy and like is sure; what they talk of only may be.
  for (const product of namesIn(sources.habits.buys).slice(0, mostUsual)) add(product);
  for (const topic of profile.preferredTopics) add(topic);
  const sure = topics.size;
  for (const { conversationId, data } of memories)
    for (const topic of data.topics) add(topic, conversationId);

  const all = [...topics.values()];
  const talkedOf = all.slice(sure).toSorted((a, b) => b.from.length - a.from.length);
  const interests = [...all.slice(0, sure), ...talkedOf].slice(0, mostInterests);
  const patterns = interests
    .filter(({ from }) => from.length > 1)
    .slice(0, mostPatterns)
    .map(({ item, from }) => ({ item: cleanItem(comesBackTo[profile.language] + item), from }));
  const asking = memories.filter(({ data }) => data.open_questions.length > 0);
  if (asking.length > 1)
    patterns.push({ item: say.asks, from: asking.map(({ conversationId }) => conversationId) });
  const facts = memories.flatMap(({ data }) => data.facts).slice(-mostFacts);
  const fields = [...profile.domain, ...profile.techStack];
  const persona = [
    say.talks(memories.length),
    ...(fields.length > 0 ? [`${say.field(fields.join(', '))}.`] : []),
    ...(interests.length > 0 ? [`${say.interests} ${interests.map(({ item }) => item).join(', ')}.`] : []),
    ...(facts.length > 0 ? [`${say.told} ${facts.join(' ')}`] : []),
  ].join(' ');
  const evidence = (items: { item: string; from: string[] }[]) =>
    Object.fromEntries(items.map(({ item, from }) => [item, from]));
  return {
    data: {
      persona,
      inferred_interests: interests.map(({ item }) => item),
      learning_patterns: patterns.map(({ item }) => item),
      personality_traits: [],
    },
    restsOn: { inferred_interests: evidence(interests), learning_patterns: evidence(patterns) },
  };
}

/** Names of usual items, where the shop stores them. */
function namesIn(buys: object | undefined): string[] {
  const usual: unknown = buys && 'usualItems' in buys ? buys.usualItems : undefined;
  if (!Array.isArray(usual)) return [];
  return usual.flatMap((one: unknown) => {
    if (typeof one === 'string') return [one];
    if (typeof one !== 'object' || one === null || !('name' in one)) return [];
    return typeof one.name === 'string' ? [one.name] : [];
  });
}

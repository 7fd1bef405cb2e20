import { conversationMemoryKeys, personaKeys } from './schema.ts';

/** A place in a template that takes details of the person, or of the conversation. */
export type Placeholder = {
  start: number;
  end: number;
  /** What stands between the braces. */
  name: string;
  /** What it takes; nothing when there is no such placeholder. */
  of: 'persona' | 'memory' | undefined;
  form: 'sentence' | 'json';
  /** The keys it takes, each once, as they were asked for. */
  keys: string[];
  unknownKeys: string[];
};

const families = [
  { name: 'USER_PERSONA', of: 'persona', allowed: personaKeys },
  { name: 'CONVERSATION_MEMORY', of: 'memory', allowed: conversationMemoryKeys },
] as const;

/** The placeholders of a template, those that nothing is known of included, in their order. */
export function parsePlaceholders(template: string): Placeholder[] {
  return Array.from(template.matchAll(/\{\{([^{}\r\n]*)\}\}/g), (match) => {
    const [whole, name = ''] = match;
    return { start: match.index, end: match.index + whole.length, name, ...meaningOf(name) };
  });
}

function meaningOf(asked: string): Pick<Placeholder, 'of' | 'form' | 'keys' | 'unknownKeys'> {
  for (const { name, of, allowed } of families) {
    if (asked === name) return { of, form: 'sentence', keys: [...allowed], unknownKeys: [] };
    if (asked === `${name}_JSON`) return { of, form: 'json', keys: [...allowed], unknownKeys: [] };
    if (!asked.startsWith(`${name}__`)) continue;
    const keys = [...new Set(asked.slice(name.length + 2).split('__'))];
    const isAllowed = (key: string) => (allowed as readonly string[]).includes(key);
    return {
      of,
      form: 'sentence',
      keys: keys.filter(isAllowed),
      unknownKeys: keys.filter((key) => !isAllowed(key)),
    };
  }
  return { of: undefined, form: 'sentence', keys: [], unknownKeys: [] };
}

import { sentencesOf } from '../memory/index.ts';
import { normalize, tokenize } from '../recall/index.ts';
import { type PersonaData, type PersonaDocument, personaListKeys } from './schema.ts';

type Struck = Pick<PersonaDocument, 'struck'>['struck'];

/** Whether two items say the same, in whatever case, form and order of words. */
export function isSameItem(left: string, right: string): boolean {
  const plain = (text: string) =>
    normalize(text)
      .replace(/[^\p{L}\p{N}+#]+/gu, ' ')
      .trim();
  const same = plain(left) === plain(right);
  if (same && plain(left) !== '') return true;
  if (plain(left) === '' || plain(right) === '') return left.trim() === right.trim();
  // C, C++ and C# have the same stem.
  if (/[+#]/.test(left + right)) return false;
  const [a, b] = [new Set(tokenize(left)), new Set(tokenize(right))];
  return a.size > 0 && a.size === b.size && [...a].every((stem) => b.has(stem));
}

/** What stands before a topic where the person comes back to it and no model words it. */
export const comesBackTo = { ru: 'Возвращается к теме: ', en: 'Comes back to: ' } as const;

/** Whether an item is one that the person struck, or says no more than that they come back to it. */
export function isStruck(text: string, struck: Struck): boolean {
  const before = Object.values(comesBackTo).find((words) => text.startsWith(words)) ?? '';
  const topic = text.slice(before.length);
  return struck.some(({ item }) => isSameItem(item, text) || isSameItem(item, topic));
}

/** A persona without what the person struck, whatever list it comes back in, nor sentences that speak of it. */
export function withoutStruck(data: PersonaData, struck: Struck): PersonaData {
  if (struck.length === 0) return data;
  const left: PersonaData = { ...data, persona: withoutSentences(data.persona, struck) };
  for (const key of personaListKeys) left[key] = data[key].filter((item) => !isStruck(item, struck));
  return left;
}

function withoutSentences(text: string, struck: Struck): string {
  const speaks = (sentence: string) => {
    const stems = new Set(tokenize(sentence));
    return struck.some(({ item }) => {
      const wanted = tokenize(item);
      return wanted.length > 0
        ? wanted.every((stem) => stems.has(stem))
        : normalize(sentence).includes(normalize(item));
    });
  };
  if (!speaks(text)) return text;
  return sentencesOf(text)
    .filter((sentence) => !speaks(sentence))
    .join(' ');
}

/** The evidence of those items that the persona still has; an item may rest on no conversation. */
export function evidenceOf(
  data: PersonaData,
  restsOn: PersonaDocument['rests_on'],
): PersonaDocument['rests_on'] {
  const kept: PersonaDocument['rests_on'] = {};
  for (const key of personaListKeys) {
    const known = new Map(Object.entries(restsOn[key] ?? {}));
    // An item that rests on none may be too long, or of a form, that Firestore takes for no field's name.
    kept[key] = Object.fromEntries(
      data[key].flatMap((item) => {
        const conversations = known.get(item) ?? [];
        return conversations.length > 0 ? [[item, conversations]] : [];
      }),
    );
  }
  return kept;
}

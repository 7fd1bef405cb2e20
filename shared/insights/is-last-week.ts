import { normalizePhrase } from '../macros/index.ts';

const words = new Set([
  'last',
  'last week',
  'previous',
  'previous week',
  'прошлая',
  'прошлую',
  'прошлой',
  'прошлая неделя',
  'прошлую неделю',
  'прошлой недели',
]);

/** Whether words after the name of the week mean the one before. */
export function isLastWeek(asked: string): boolean {
  return words.has(normalizePhrase(asked));
}

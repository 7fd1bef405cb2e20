/** A plan has no more tasks than a person can count at a glance. */
const most = 20;

const mark = '(?:№|#|n°)?\\s*';
const one = `${mark}\\d{1,2}`;
const between = '(?:\\s*[,.;+&]\\s*|\\s+(?:и|да|and)\\s+|\\s*[-–—]\\s*|\\s+)';
const listed = new RegExp(`^${one}(?:${between}${one})*[.!]?$`);
const rated =
  /^(?:№|#|n°)?\s*(\d{1,2})(?:\s+|\s*[:=]\s*|\s+(?:на|оценка|rated?|rating)\s+)([1-5])(?:\s*(?:\/|из|of|out of)\s*5)?$/;
const said =
  /^(?:(?<verb>сделано|сделал|сделала|готово|выполнено|выполнил|выполнила|done|did|пропускаю|пропущу|пропусти|skip)\s+(?<after>.+)|(?<before>.+?)\s+(?<end>сделано|готово|выполнено|done))$/;
const noun = /^(?:(?:дела|дело|задачи|задачу|задача|пункты|пункт|номера|номер|tasks?|numbers?)\s+)/;
const skipping = new Set(['пропускаю', 'пропущу', 'пропусти', 'skip']);

/** The numbers of tasks, where that is all a text has: `2`, `№2`, `2, 3`, `2 и 3`, `2-4`. */
export function readNumbers(text: string): number[] | undefined {
  const list = text.toLowerCase().trim();
  if (!listed.test(list)) return undefined;
  const numbers: number[] = [];
  for (const [, from, to] of list.matchAll(/(\d+)(?:\s*[-–—]\s*(?:№|#|n°)?\s*(\d+))?/g)) {
    const [first, last] = [Number(from), Number(to ?? from)];
    if (last < first || last - first > most) return undefined;
    for (let number = first; number <= last; number++) numbers.push(number);
  }
  return [...new Set(numbers)].slice(0, most);
}

/** A task and how much it was liked, `2 5`: two numbers with a blank between them, or `2: 5`, `2 на 5`, `2 5/5`. */
export function readRated(text: string): { number: number; rating: number } | undefined {
  const [, number, rating] = rated.exec(text.toLowerCase().trim()) ?? [];
  return number === undefined ? undefined : { number: Number(number), rating: Number(rating) };
}

/** A message that is nothing but a word on tasks by their numbers, e.g. «сделано 4», as the command that it means. */
export function readDeed(text: string): { command: 'done' | 'skip'; args: string } | undefined {
  const { verb, after, before, end } =
    said.exec(
      text
        .toLowerCase()
        .trim()
        .replace(/[.!]+$/, ''),
    )?.groups ?? {};
  const args = (after ?? before)?.replace(noun, '');
  if (args === undefined || readNumbers(args) === undefined) return undefined;
  // Two numbers with a blank between them would be a rating.
  const numbers = readNumbers(args) ?? [];
  return { command: skipping.has(verb ?? end ?? '') ? 'skip' : 'done', args: numbers.join(', ') };
}

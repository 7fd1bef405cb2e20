/** One commit writes two documents and moves its writer's counter, all of which bear its number. */
export type Commit = { writer: string; number: number };

/** What was promised, and what was found after the crash. */
export type Evidence = {
  acknowledged: readonly Commit[];
  /** Ids of documents: `writer-number-a` and `writer-number-b`. */
  documents: readonly string[];
  counters: ReadonlyMap<string, { last: number; total: number }>;
};

/** Sentences, one for each promise broken; none when all is well. */
export function judge({ acknowledged, documents, counters }: Evidence): string[] {
  const found = new Set(documents);
  const broken: string[] = [];
  for (const { writer, number } of acknowledged) {
    if (!found.has(`${writer}-${number}-a`)) broken.push(`lost: commit ${number} of ${writer}`);
  }
  const whole = new Map<string, number[]>();
  for (const id of found) {
    const [writer = '', number = '', half] = id.split('-');
    const other = `${writer}-${number}-${half === 'a' ? 'b' : 'a'}`;
    if (!found.has(other)) broken.push(`half: ${id} without ${other}`);
    if (half === 'a') whole.set(writer, [...(whole.get(writer) ?? []), Number(number)]);
  }
  for (const [writer, numbers] of whole) {
    const counter = counters.get(writer);
    if (counter?.total !== numbers.length || counter.last !== Math.max(...numbers)) {
      broken.push(`half: the counter of ${writer} does not fit its ${numbers.length} commits`);
    }
  }
  return broken;
}

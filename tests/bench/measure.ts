/** What a bench has to show. */
export type Table = {
  title: string;
  columns: readonly string[];
  rows: readonly (readonly (string | number)[])[];
  /** Sentences below the table: what was left out, what to bear in mind. */
  notes?: readonly string[];
};

/** Every file of benches exports one such function. */
export type Bench = () => Promise<Table[]>;

/** The value that the share of all values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** The middle of all values. */
export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Milliseconds that one run takes. */
export async function timed(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}

/** Runs as many at once as asked for the time given; answers how many a second came to their end. */
export async function throughput(
  run: (turn: number) => Promise<unknown>,
  { concurrency, millis }: { concurrency: number; millis: number },
): Promise<number> {
  const began = performance.now();
  let turns = 0;
  let done = 0;
  const caller = async () => {
    while (performance.now() - began < millis) {
      await run(turns++);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
  return done / ((performance.now() - began) / 1000);
}

/** The table as text: names to the left, figures to the right. */
export function formatTable({ title, columns, rows, notes = [] }: Table): string {
  const cells = [columns, ...rows].map((row) => row.map(formatCell));
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ');
  const [head = [], ...body] = cells;
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [title, '', line(head), rule, ...body.map(line), ...notes.map((note) => `\n${note}`), ''].join('\n');
}

function formatCell(cell: string | number): string {
  if (typeof cell === 'string') return cell;
  if (Math.abs(cell) >= 100) return Math.round(cell).toLocaleString('en');
  return cell.toFixed(Math.abs(cell) >= 10 ? 1 : 2);
}

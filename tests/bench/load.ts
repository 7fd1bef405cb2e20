import { setTimeout as pause } from 'node:timers/promises';
import { percentile, throughput } from './measure.ts';

/** One thing to time for a person; gives the milliseconds that count. */
export type Work = (person: number) => Promise<number>;

/** Milliseconds of one person alone, and of a hundred at once; turns a second of a hundred who never pause. */
export type Load = { alone: number[]; together: number[]; perSecond: number };

export const people = 100;
const everyMs = 2000;

export type LoadOptions = { turns: number; openMs: number; closedMs: number };

/** Times the work by one person, one after another; by a hundred who begin at random; and by a hundred in a loop. */
export async function measureLoad(work: Work, { turns, openMs, closedMs }: LoadOptions): Promise<Load> {
  const alone: number[] = [];
  for (let turn = 0; turn < turns; turn++) alone.push(await work(0));
  const together = await openLoop(work, openMs);
  const perSecond = await throughput((turn) => work(turn % people), {
    concurrency: people,
    millis: closedMs,
  });
  return { alone, together, perSecond };
}

/** Each person begins every two seconds on average, whatever became of what they began before. */
async function openLoop(work: Work, millis: number): Promise<number[]> {
  const took: number[] = [];
  const begun: Promise<void>[] = [];
  const until = performance.now() + millis;
  async function write(person: number): Promise<void> {
    for (;;) {
      const next = performance.now() - Math.log(1 - Math.random()) * everyMs;
      await pause(Math.max(0, Math.min(next, until) - performance.now()));
      if (next > until) return;
      begun.push(work(person).then((one) => void took.push(one)));
    }
  }
  await Promise.all(Array.from({ length: people }, (_, person) => write(person)));
  await Promise.all(begun);
  return took;
}

/** The figures of a load as cells of a table. */
export function loadRow(name: string, { alone, together, perSecond }: Load): (string | number)[] {
  return [
    name,
    percentile(alone, 0.5),
    percentile(alone, 0.99),
    percentile(together, 0.5),
    percentile(together, 0.99),
    perSecond,
  ];
}

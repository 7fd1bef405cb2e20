import {
  chooseSegments,
  directorySize,
  emptyDirectory,
  openSegment,
  openWindow,
  packSegments,
  recall,
  sketchOf,
  type Snippet,
  understandQuestion,
  updateDirectory,
} from '../../../shared/recall/index.ts';

/** Milliseconds, unless the name says otherwise. */
export type RecallTimes = {
  turns: number;
  segments: number;
  directoryBytes: number;
  /** Opening the 16 segments of one query: parsing and indexing, without the store. */
  open: number;
  choose: { p50: number; p99: number };
  /** One whole question with its segments open: understanding, choosing, indexing a window of 50, ranking. */
  warm: { p50: number; p99: number };
  /** The same by the processor's clock, which other programs do not slow: opening 16, and the mean question. */
  processor: { open: number; warm: number };
};

/** How long recall takes over these turns. */
export function timeRecall(
  snippets: readonly Snippet[],
  questions: readonly string[],
  now: number,
): RecallTimes {
  const window = snippets.slice(-50);
  const documents = packSegments(snippets.slice(0, -50));
  const segments = new Map(documents.map((document) => [document.id, openSegment(document)]));
  const directory = updateDirectory(emptyDirectory, { add: [...segments.values()].map(sketchOf) });
  const usedBefore = process.cpuUsage();
  const began = performance.now();
  for (const document of documents.slice(-16)) openSegment(document);
  const open = performance.now() - began;
  const openProcessor = processorTime(usedBefore);
  const asking = process.cpuUsage();
  const choosing: number[] = [];
  const whole: number[] = [];
  for (let round = 0; round < 5; round++) {
    for (const text of questions) {
      const start = performance.now();
      const question = understandQuestion(text, { now });
      const understood = performance.now();
      const chosen = chooseSegments(directory, question);
      const chose = performance.now();
      const opened = [openWindow(window), ...chosen.flatMap((id) => segments.get(id) ?? [])];
      recall(question, { now, opened, directory });
      choosing.push(chose - understood);
      whole.push(performance.now() - start);
    }
  }
  return {
    turns: snippets.length,
    segments: documents.length,
    directoryBytes: directorySize(directory),
    open,
    choose: percentiles(choosing),
    warm: percentiles(whole),
    processor: { open: openProcessor, warm: processorTime(asking) / Math.max(1, whole.length) },
  };
}

function percentiles(values: readonly number[]): { p50: number; p99: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

function processorTime(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

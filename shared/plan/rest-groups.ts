import type { Task } from '../tasks/index.ts';

const hour = 3_600_000;

/** The tasks whose group has rested for the given hours; where none has, those of the longest rested. */
export function restGroups<T extends Pick<Task, 'variationGroup'>>(
  tasks: readonly T[],
  rotation: Readonly<Record<string, number>>,
  { at, hours }: { at: number; hours: number },
): T[] {
  const chosenAt = ({ variationGroup }: T) => rotation[variationGroup] ?? -Infinity;
  const rested = tasks.filter((task) => at - chosenAt(task) >= hours * hour);
  if (rested.length > 0) return rested;
  const longestAgo = Math.min(...tasks.map(chosenAt));
  return tasks.filter((task) => chosenAt(task) === longestAgo);
}

import type { Task } from '../tasks/index.ts';

const hour = 3_600_000;
/** Four days, and half a one for plans that are asked for earlier or later than the day before. */
const recently = 108 * hour;
const fewest = 3;

type Rotating = Pick<Task, 'id' | 'variationGroup'>;

/**
 * Those of a category's tasks on offer that are not to rest. A group rests for the given hours after it was
 * chosen; where all groups do, the longest rested is taken. When the last days knew two tasks alone, those
 * rest as well, so that a week has three.
 */
export function restTasks<T extends Rotating>(
  offered: readonly T[],
  category: readonly Rotating[],
  rotation: Readonly<Record<string, number>>,
  { at, hours }: { at: number; hours: number },
): T[] {
  // Days to come may have been planned before the day itself: a group rests ahead of them as it does after others.
  const awayOf = ({ id }: Rotating) => Math.abs(at - (rotation[id] ?? -Infinity));
  const groupAway = ({ variationGroup }: T) =>
    Math.min(...category.filter((task) => task.variationGroup === variationGroup).map(awayOf));
  const rested = offered.filter((task) => groupAway(task) >= hours * hour);
  if (rested.length === 0) {
    const furthest = Math.max(...offered.map(groupAway));
    return offered.filter((task) => groupAway(task) === furthest);
  }
  const isRecent = (task: Rotating) => awayOf(task) < recently;
  if (category.filter(isRecent).length >= fewest) return rested;
  const others = rested.filter((task) => !isRecent(task));
  return others.length > 0 ? others : rested;
}

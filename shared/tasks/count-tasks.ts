import type { Category, Task } from './schema.ts';

/** How many tasks and variation groups each category of a library holds. */
export function countTasks(
  tasks: readonly Pick<Task, 'category' | 'variationGroup'>[],
): Partial<Record<Category, { tasks: number; variationGroups: number }>> {
  const counted: Partial<Record<Category, { tasks: number; variationGroups: number }>> = {};
  for (const [category, own] of Map.groupBy(tasks, (task) => task.category)) {
    const groups = new Set(own.map(({ variationGroup }) => variationGroup));
    counted[category] = { tasks: own.length, variationGroups: groups.size };
  }
  return counted;
}

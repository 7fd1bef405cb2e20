import type { Mode, Task } from '../tasks/index.ts';

export type Fitting = { archetype: keyof Task['archetypeFit']; mode: Mode };

/** How well a task suits an archetype and the energy of the day, before anything is known of the person. */
export function baseScore(
  task: Pick<Task, 'archetypeFit' | 'modeFit'>,
  { archetype, mode }: Fitting,
): number {
  return 0.7 * task.archetypeFit[archetype] + 0.3 * task.modeFit[mode];
}

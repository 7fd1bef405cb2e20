import { setImmediate as nextTurn } from 'node:timers/promises';

/** Long work in slices, so that whoever else has something to do in this process is not kept waiting. */
export type Pace = { isDue(): boolean; rest(): Promise<void> };

const sliceMs = 6;

/** Says when a slice is over; resting lets others go first. */
export function createPace(): Pace {
  let began = performance.now();
  return {
    isDue: () => performance.now() - began >= sliceMs,
    async rest() {
      await nextTurn();
      began = performance.now();
    },
  };
}

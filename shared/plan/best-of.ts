import type { Belief } from './judge-task.ts';

const cells = 128;
const logUp = Float64Array.from({ length: cells }, (_, cell) => Math.log((cell + 0.5) / cells));
const logDown = logUp.toReversed();

/**
 * How likely each belief is to be the best of them.
 * Choosing by these chances is Thompson sampling with the chance of each choice known exactly,
 * which draws from the beliefs themselves would leave to be estimated.
 */
export function bestOf(beliefs: readonly Belief[]): number[] {
  const arms = beliefs.map((belief) => ({ masses: massesOf(belief), below: 0, notAbove: 0, chance: 0 }));
  for (let cell = 0; cell < cells; cell++) {
    let earlier = 1;
    for (const arm of arms) {
      const mass = arm.masses[cell] ?? 0;
      // Two that fall into one cell are as likely to be in either order.
      arm.notAbove = arm.below + mass / 2;
      arm.below += mass;
    }
    for (const [at, arm] of arms.entries()) {
      let chance = earlier * (arm.masses[cell] ?? 0);
      for (let later = at + 1; chance > 0 && later < arms.length; later++)
        chance *= arms[later]?.notAbove ?? 1;
      arm.chance += chance;
      earlier *= arm.notAbove;
    }
  }
  return toShares(arms.map(({ chance }) => chance));
}

/** The part of a belief that falls into each cell between 0 and 1. */
function massesOf({ alpha, beta }: Belief): Float64Array {
  const masses = new Float64Array(cells);
  // Measured from the peak, that no height is too great or too small for a number.
  let highest = -Infinity;
  for (let cell = 0; cell < cells; cell++) {
    const height = (alpha - 1) * (logUp[cell] ?? 0) + (beta - 1) * (logDown[cell] ?? 0);
    masses[cell] = height;
    if (height > highest) highest = height;
  }
  let total = 0;
  for (let cell = 0; cell < cells; cell++) {
    const mass = Math.exp((masses[cell] ?? 0) - highest);
    masses[cell] = mass;
    total += mass;
  }
  for (let cell = 0; cell < cells; cell++) masses[cell] = (masses[cell] ?? 0) / total;
  return masses;
}

/** The numbers as parts of one; equal parts where all are nothing. */
export function toShares(numbers: readonly number[]): number[] {
  const total = numbers.reduce((sum, number) => sum + number, 0);
  return numbers.map((number) => (total > 0 ? number / total : 1 / numbers.length));
}

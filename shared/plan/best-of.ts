import type { Belief } from './judge-task.ts';

const cells = 200;
const logs = Array.from({ length: cells }, (_, cell) => {
  const x = (cell + 0.5) / cells;
  return { up: Math.log(x), down: Math.log(1 - x) };
});

/**
 * How likely each belief is to be the best of them.
 * Choosing by these chances is Thompson sampling with the chance of each choice known exactly,
 * which draws from the beliefs themselves would leave to be estimated.
 */
export function bestOf(beliefs: readonly Belief[]): number[] {
  const masses = beliefs.map(massesOf);
  const chances = masses.map(() => 0);
  const below = masses.map(() => 0);
  for (let cell = 0; cell < cells; cell++) {
    // Two that fall into one cell are as likely to be in either order.
    const notAbove = masses.map((mass, one) => (below[one] ?? 0) + (mass[cell] ?? 0) / 2);
    for (const [one, mass] of masses.entries()) {
      let chance = mass[cell] ?? 0;
      for (const [other, share] of notAbove.entries()) if (other !== one) chance *= share;
      chances[one] = (chances[one] ?? 0) + chance;
      below[one] = (below[one] ?? 0) + (mass[cell] ?? 0);
    }
  }
  return toShares(chances);
}

function massesOf({ alpha, beta }: Belief): number[] {
  const heights = logs.map(({ up, down }) => (alpha - 1) * up + (beta - 1) * down);
  const highest = Math.max(...heights);
  return toShares(heights.map((height) => Math.exp(height - highest)));
}

/** The numbers as parts of one; equal parts where all are nothing. */
export function toShares(numbers: readonly number[]): number[] {
  const total = numbers.reduce((sum, number) => sum + number, 0);
  return numbers.map((number) => (total > 0 ? number / total : 1 / numbers.length));
}

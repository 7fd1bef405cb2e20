import type { Rules } from '../../../shared/preferences/index.ts';
import { type Guess, guessQuantities, precision, type Purchase } from './measure-usual.ts';

/**
 * How often quantities guessed from the second `since` on were right, by how sure they were said to be, as lines of a
 * table.
 */
export function quantityReport(purchases: readonly Purchase[], rules: Rules, since = 0): string[] {
  const guesses = guessQuantities(purchases, rules).filter(({ at }) => at >= since);
  const row = (name: string, chosen: readonly Guess[]) => {
    const { guesses: count, share, low, high } = precision(chosen);
    const said = chosen.reduce((sum, { confidence }) => sum + confidence, 0) / Math.max(1, chosen.length);
    const cells = [share, low, high, said].map((value) => value.toFixed(3));
    return [name.padEnd(44), String(count).padStart(6), ...cells].join('  ');
  };
  const above = guesses.filter(({ quantity }) => quantity > 1);
  const filled = above.filter(({ confidence }) => confidence >= rules.usual.quantity);
  const one = guesses.filter(({ quantity }) => quantity === 1);
  return [
    `${'Quantities'.padEnd(44)}  asked  right  95% from     to  said`,
    row('all guesses', guesses),
    row('one piece', one),
    row('above one piece', above),
    ...[0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75].map((bar) =>
      row(
        `above one piece, said with at least ${bar}`,
        above.filter(({ confidence }) => confidence >= bar),
      ),
    ),
    ...[1, 2, 3, 4].map((times) =>
      row(
        `above one piece, bought ${times} times`,
        above.filter(({ purchases }) => purchases === times),
      ),
    ),
    row(`filled in (bar ${rules.usual.quantity})`, filled),
    row(
      'filled in, of a usual item',
      filled.filter(({ usual }) => usual),
    ),
  ];
}

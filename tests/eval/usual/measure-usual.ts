import { z } from 'zod';
import {
  defaultRules,
  emptyState,
  learnEvent,
  type PreferenceState,
  readUsual,
  type Rules,
} from '../../../shared/preferences/index.ts';

/** A line of the purchases file; the time is in seconds. */
export const purchaseSchema = z.object({
  at: z.number(),
  userId: z.string(),
  productId: z.string(),
  quantity: z.number(),
});
export type Purchase = z.output<typeof purchaseSchema>;

/** What was said before a purchase of an item bought before, and what then was bought. */
export type Guess = {
  at: number;
  purchases: number;
  quantity: number;
  confidence: number;
  actual: number;
  usual: boolean;
};

/** Beyond this, sold by weight or volume. */
const mostPieces = 99;

/** Goes through purchases in the order of time: each is guessed from those before it, then learned. */
export function guessQuantities(purchases: readonly Purchase[], rules: Rules = defaultRules): Guess[] {
  const people = new Map<string, PreferenceState>();
  const guesses: Guess[] = [];
  for (const { at: seconds, userId, productId, quantity } of purchases) {
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > mostPieces) continue;
    const at = Math.round(seconds * 1000);
    const state = people.get(userId) ?? emptyState(rules);
    people.set(userId, state);
    const history = state.history.get(productId);
    if (history) {
      const { quantity: said, usual } = readUsual(history, rules, at);
      if (said) {
        const { quantity: guess, confidence } = said;
        guesses.push({
          at: seconds,
          purchases: history.purchases,
          quantity: guess,
          confidence,
          actual: quantity,
          usual,
        });
      }
    }
    learnEvent(state, { eventType: 'purchase', at, quantity }, { productId }, rules);
  }
  return guesses;
}

/** How many guesses there are, and what share of them was right. */
export function precision(guesses: readonly Guess[]): {
  guesses: number;
  share: number;
  low: number;
  high: number;
} {
  const right = guesses.filter(({ quantity, actual }) => quantity === actual).length;
  const n = guesses.length;
  if (n === 0) return { guesses: 0, share: 0, low: 0, high: 1 };
  // Wilson's interval, at 95%.
  const z2 = 1.96 ** 2;
  const middle = (right + z2 / 2) / (n + z2);
  const half = (1.96 / (n + z2)) * Math.sqrt((right * (n - right)) / n + z2 / 4);
  return { guesses: n, share: right / n, low: middle - half, high: middle + half };
}

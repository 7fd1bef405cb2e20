import { z } from 'zod';

/** What a person has spent, as it is stored: turns by second, model tokens by UTC day. */
export const spentSchema = z.object({
  turns: z.record(z.string(), z.number()).default({}),
  tokens: z.record(z.string(), z.number()).default({}),
});
export type Spent = z.output<typeof spentSchema>;

/** What all have spent on one UTC day. */
export const totalSchema = z.object({ tokens: z.number().default(0) });

/** How long a turn counts. */
export const turnWindowSeconds = 60;

/** The UTC day that budgets are counted by: `2026-11-21`. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** The second that a turn is counted in. */
export function secondOf(at: number): number {
  return Math.floor(at / 1000);
}

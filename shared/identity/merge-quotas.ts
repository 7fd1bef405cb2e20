import type { DocumentData } from '@google-cloud/firestore';
import { z } from 'zod';

const counts = z.record(z.string(), z.number()).default({});
const spentSchema = z.object({ turns: counts, tokens: counts });

/** What two people have spent together: linking an account does not renew a day's tokens. */
export function mergeQuotas(from: DocumentData, into: DocumentData): DocumentData {
  const [one, other] = [spentSchema.parse(from), spentSchema.parse(into)];
  return {
    ...from,
    ...into,
    turns: add(one.turns, other.turns),
    tokens: add(one.tokens, other.tokens),
  };
}

function add(one: Record<string, number>, other: Record<string, number>): Record<string, number> {
  const sums = { ...one };
  for (const [key, count] of Object.entries(other)) sums[key] = (sums[key] ?? 0) + count;
  return sums;
}

import { drawSeeded } from '../../../shared/plan/draw-seeded.ts';
import type { Offered } from './simulate.ts';

/** What a person's weeks came to under one policy. */
export type Measured = {
  /** The share of tasks done. */
  completion: number;
  /** How much likelier the person was to do what someone knowing their taste would have offered. */
  regret: number;
  rating: number | undefined;
  /** Different tasks in a category in a week, on average, and whether it was ever fewer than three. */
  variety: number;
  varied: boolean;
};

export function measure(offered: readonly Offered[], knowing: readonly Offered[]): Measured {
  const ratings = offered.flatMap(({ rating }) => rating ?? []);
  const kinds = [
    ...Map.groupBy(offered, ({ day, category }) => `${Math.floor(day / 7)} ${category}`).values(),
  ]
    // Fewer than three days with a plan have no room for three tasks.
    .filter((own) => own.length >= 3)
    .map((own) => new Set(own.map(({ taskId }) => taskId)).size);
  return {
    completion: mean(offered.map(({ completed }) => Number(completed))),
    regret: mean(knowing.map(({ chance }) => chance)) - mean(offered.map(({ chance }) => chance)),
    rating: ratings.length > 0 ? mean(ratings) : undefined,
    variety: mean(kinds),
    varied: Math.min(...kinds) >= 3,
  };
}

export type Interval = { mean: number; low: number; high: number };

/** The mean over people, and between what it lies in 95 of 100 samples of as many people drawn from them. */
export function bootstrap(values: readonly number[], samples = 2000): Interval {
  const means = Array.from({ length: samples }, (_, sample) => {
    let sum = 0;
    for (let at = 0; at < values.length; at++)
      sum += values[Math.floor(drawSeeded(`${sample} of ${at}`) * values.length)] ?? 0;
    return sum / values.length;
  }).toSorted((one, other) => one - other);
  const at = (share: number) => means[Math.floor(share * (samples - 1))] ?? 0;
  return { mean: mean(values), low: at(0.025), high: at(0.975) };
}

export function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);
}

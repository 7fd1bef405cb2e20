import type { Firestore } from '@google-cloud/firestore';
import type { Clock } from '../platform/clock.ts';
import { createLive, type Live } from '../platform/live-value.ts';
import { type Population, readPopulation, unknownPopulation } from './population.ts';
import { populationSchema } from './schema.ts';
import { populationRef } from './store.ts';

/** What everyone does, as of the last time it was counted. */
export type PopulationSource = Live<Population>;

/** Follows `config/population`. */
export function createPopulation(options: {
  firestore: () => Promise<Firestore>;
  clock?: Clock;
}): PopulationSource {
  const { firestore, clock } = options;
  let countedAt: number | undefined;
  return createLive<Population>({
    what: 'population',
    initial: unknownPopulation,
    ...(clock && { clock }),
    async read(before) {
      const snapshot = await populationRef(await firestore()).get();
      const at = snapshot.updateTime?.toMillis();
      // Ten thousand rates are not read into maps again for nothing.
      if (at !== undefined && at === countedAt) return before;
      const population = snapshot.exists
        ? readPopulation(populationSchema.parse(snapshot.data()))
        : unknownPopulation;
      countedAt = at;
      return population;
    },
  });
}

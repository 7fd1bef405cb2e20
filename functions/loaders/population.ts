import { population, schema } from '../population.ts';
import { countPopulation } from '../../shared/action-log/index.ts';
import { readCatalog } from '../../shared/catalog/index.ts';
import { bigquery, firestore } from '../../shared/platform/clients.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { readConfig } from '../../shared/platform/config.ts';
import type { App } from '../../shared/platform/http.ts';
import { createRules, savePopulation } from '../../shared/preferences/index.ts';
import { onTopic } from './on-topic.ts';

/** Builds the services of `population`. */
export function loadPopulation(): App {
  const config = readConfig(['BIGQUERY_DATASET', 'PERSONALIZATION_ENABLED']);
  return onTopic({
    name: 'population',
    schema,
    handle: population({
      enabled: config.PERSONALIZATION_ENABLED,
      rules: createRules({ firestore }),
      async count(rules, now) {
        const catalog = await readCatalog(await firestore());
        const dataset = config.BIGQUERY_DATASET;
        return countPopulation({
          bigquery: await bigquery(),
          dataset,
          rules,
          now,
          products: catalog?.products,
        });
      },
      save: async (document, counted) => savePopulation(await firestore(), document, counted),
      clock: systemClock,
    }),
  });
}

import { search } from '../search/search.ts';
import { authConfig, createAuth } from '../../shared/platform/auth.ts';
import { firestore } from '../../shared/platform/clients.ts';
import { systemClock as clock } from '../../shared/platform/clock.ts';
import { readConfig } from '../../shared/platform/config.ts';
import { type App, createApp } from '../../shared/platform/http.ts';
import { log } from '../../shared/platform/log.ts';
import { withinLimit } from '../../shared/platform/within-limit.ts';
import {
  forgetStored,
  preferencesOf,
  preferencesRef,
  showPreferences,
} from '../../shared/preferences/index.ts';
import { makeShop } from './make-shop.ts';

/** An instance that waited longer for its catalog would be as slow to start as its first search. */
const warmUpMs = 3000;

/** Builds the services of `search`, with the catalog in memory where that is quick enough. */
export async function loadSearch(): Promise<App> {
  const config = readConfig([...authConfig, 'CORS_ORIGINS']);
  const { shop, catalog, people, rules, population, settle } = makeShop();
  try {
    await withinLimit(Promise.all([catalog.ready(), rules.ready(), population.ready()]), warmUpMs);
  } catch (cause) {
    log.warning('search.not_warm', {}, cause);
  }
  return search({
    app: createApp({ name: 'search', corsOrigins: config.CORS_ORIGINS }),
    auth: createAuth(config),
    shop,
    preferences: {
      read: async (userId) => {
        // What cannot be stored now is not learned yet.
        await settle(userId).catch(() => undefined);
        const stored = preferencesOf(await preferencesRef(await firestore(), userId).get());
        const ruling = { rules: rules.current().rules, population: population.current(), now: clock() };
        return stored && showPreferences(stored, ruling);
      },
      forget: async (userId, kind, key) => {
        await settle(userId);
        await forgetStored(await firestore(), userId, { kind, key, now: clock() });
        shop.drop(userId);
        // What other instances hold of the person for the butler is not to tell of it either.
        await people.moveEpoch(userId);
      },
      nameOf: (productId) => catalog.product(productId)?.name,
    },
  });
}

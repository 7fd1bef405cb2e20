import { createCatalogSearch, createProducts } from '../../shared/catalog/index.ts';
import type { Tracking } from '../../shared/events/index.ts';
import { createPeople } from '../../shared/person/index.ts';
import { firestore } from '../../shared/platform/clients.ts';
import { readConfig } from '../../shared/platform/config.ts';
import { onShutdown } from '../../shared/platform/drain.ts';
import { createPopulation, createRules } from '../../shared/preferences/index.ts';
import { createShop } from '../../shared/shop/index.ts';

type MadeShop = ReturnType<typeof make>;

let made: MadeShop | undefined;

/**
 * The shop, once for all functions of this process: one catalog in memory, and what one function tracks the others rank
 * by at once.
 */
export function makeShop(): MadeShop {
  if (made) return made;
  onShutdown('shop', () => {
    made = undefined;
    return Promise.resolve();
  });
  return (made = make());
}

function make() {
  const { PERSONALIZATION_ENABLED: personalization } = readConfig(['PERSONALIZATION_ENABLED']);
  const people = createPeople({ firestore });
  const rules = createRules({ firestore });
  const population = createPopulation({ firestore });
  let tracking: Tracking | undefined;
  // It is read by the first who searches; most who speak with the butler never do.
  const catalog = createCatalogSearch({ firestore, synonyms: () => rules.current().rules.synonyms });

  return {
    personalization,
    people,
    rules,
    population,
    products: createProducts({ firestore }),
    catalog,
    shop: createShop({
      firestore,
      people,
      catalog,
      rules,
      population,
      pending: (...asked) => tracking?.pending(...asked) ?? [],
      personalization,
    }),
    /** Resolves once what this process has learned of the person is stored. */
    settle: async (userId: string) => tracking?.settle(userId),
    /** Lets the shop know what this process learns before it is stored. */
    shareTracking: (own: Tracking) => void (tracking = own),
  };
}

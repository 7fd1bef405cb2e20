import { interactions } from '../interactions/interactions.ts';
import { createCarts } from '../../shared/cart/index.ts';
import { createTracking, rawActionsTable } from '../../shared/events/index.ts';
import { authConfig, createAuth } from '../../shared/platform/auth.ts';
import { bigquery, firestore } from '../../shared/platform/clients.ts';
import { systemClock as clock } from '../../shared/platform/clock.ts';
import { readConfig } from '../../shared/platform/config.ts';
import { type App, createApp } from '../../shared/platform/http.ts';
import { createRowStream } from '../../shared/platform/row-stream.ts';
import { makeShop } from './make-shop.ts';

/** Builds the services of `interactions`. */
export function loadInteractions(): App {
  const config = readConfig([...authConfig, 'CORS_ORIGINS', 'BIGQUERY_DATASET']);
  const { people, products, rules, personalization, shareTracking } = makeShop();
  const rows = createRowStream({ bigquery, dataset: config.BIGQUERY_DATASET, table: rawActionsTable });
  const tracking = createTracking({ firestore, people, products, rules, rows, personalization });
  shareTracking(tracking);
  return interactions({
    app: createApp({ name: 'interactions', corsOrigins: config.CORS_ORIGINS }),
    auth: createAuth(config),
    clock,
    tracking,
    carts: createCarts({ firestore, people, products }),
  });
}

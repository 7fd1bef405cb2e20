import { erasure, schema } from '../erasure.ts';
import { bigquery, firestore } from '../../shared/platform/clients.ts';
import { readConfig } from '../../shared/platform/config.ts';
import { createRights, personalTables } from '../../shared/rights/index.ts';
import { onTopic } from './on-topic.ts';
import type { App } from '../../shared/platform/http.ts';

/** Builds the services of `erasure`. */
export function loadErasure(): App {
  const config = readConfig(['BIGQUERY_DATASET']);
  const rows = { bigquery, dataset: config.BIGQUERY_DATASET, tables: personalTables };
  return onTopic({
    name: 'erasure',
    schema,
    handle: erasure({ rights: createRights({ firestore, rows }) }),
  });
}

import { heartbeat, schema } from '../heartbeat.ts';
import { bigquery, firestore } from '../../shared/platform/clients.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { readConfig } from '../../shared/platform/config.ts';
import { createRowStream } from '../../shared/platform/row-stream.ts';
import { heartbeatTable, recordBeat } from '../../shared/heartbeat/index.ts';
import { onTopic } from './on-topic.ts';
import type { App } from '../../shared/platform/http.ts';

/** Builds the services of `heartbeat`. */
export async function loadHeartbeat(): Promise<App> {
  const config = readConfig(['BIGQUERY_DATASET']);
  const store = await firestore();
  return onTopic({
    name: 'heartbeat',
    schema,
    handle: heartbeat({
      record: (transaction, beat) => recordBeat(store, transaction, beat),
      rows: createRowStream({ bigquery, dataset: config.BIGQUERY_DATASET, table: heartbeatTable }),
      clock: systemClock,
    }),
  });
}

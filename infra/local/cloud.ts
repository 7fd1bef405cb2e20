import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pubsub as pubsubClient } from '../../shared/platform/clients.ts';
import { startBigQuery } from './bigquery/index.ts';
import { type Endpoints, keepPorts, lastPorts } from './endpoints.ts';
import { parseIndexes } from './firestore/check-indexes.ts';
import { startFirestore } from './firestore/index.ts';
import { startPubSub } from './pubsub/index.ts';
import { startScheduler } from './scheduler/index.ts';
import { openStore } from './store.ts';

export type CloudOptions = {
  /** Folder of the data; `:memory:` keeps nothing. */
  data: string;
  /** Services that run elsewhere; they are not started here. */
  given?: Partial<Endpoints>;
  /** Signs the tokens of pushes and scheduled calls. */
  token?: (audience: string, email: string) => Promise<string>;
  /** Holds pushes and schedules back until the functions answer. */
  ready?: Promise<unknown>;
};

export type LocalCloud = { endpoints: Endpoints; close(): Promise<void> };

const indexesFile = new URL('../firestore.indexes.json', import.meta.url);

/** Starts every service that is not given, on one store, each on a port of its own on loopback. */
export async function startCloud(options: CloudOptions): Promise<LocalCloud> {
  const { data, given = {}, token, ready } = options;
  const inMemory = data === ':memory:';
  const store = openStore(inMemory ? data : join(data, 'butler.db'));
  const stops: (() => Promise<void>)[] = [() => store.close()];
  const close = async () => {
    for (const stop of stops.reverse()) await stop();
  };
  const started = <Service extends { host: string; close(): Promise<void> }>(service: Service): Service => {
    stops.push(() => service.close());
    return service;
  };

  try {
    const ports = await lastPorts(data);
    const indexes = parseIndexes(JSON.parse(readFileSync(indexesFile, 'utf8')));
    const firestore =
      given.FIRESTORE_EMULATOR_HOST ??
      started(await startFirestore({ store, indexes, port: ports.FIRESTORE_EMULATOR_HOST })).host;
    const bigquery =
      given.BIGQUERY_EMULATOR_HOST ??
      started(
        await startBigQuery({
          file: inMemory ? data : join(data, 'bigquery.duckdb'),
          port: ports.BIGQUERY_EMULATOR_HOST,
        }),
      ).host;
    const pubsub = given.PUBSUB_EMULATOR_HOST
      ? undefined
      : started(
          await startPubSub({
            store,
            port: ports.PUBSUB_EMULATOR_HOST,
            ...(token && { pushToken: token }),
            ...(ready && { pushAfter: ready }),
          }),
        );
    const scheduler =
      given.CLOUD_SCHEDULER_EMULATOR_HOST ??
      started(
        await startScheduler({
          store,
          port: ports.CLOUD_SCHEDULER_EMULATOR_HOST,
          publish: pubsub ? pubsub.publish : publishElsewhere,
          ...(ready && { runAfter: ready }),
          ...(token && { httpToken: token }),
        }),
      ).host;
    const endpoints = {
      FIRESTORE_EMULATOR_HOST: firestore,
      PUBSUB_EMULATOR_HOST: pubsub?.host ?? given.PUBSUB_EMULATOR_HOST ?? '',
      BIGQUERY_EMULATOR_HOST: bigquery,
      CLOUD_SCHEDULER_EMULATOR_HOST: scheduler,
    };
    if (!inMemory) keepPorts(data, endpoints);
    return { endpoints, close };
  } catch (cause) {
    await close();
    throw cause;
  }
}

/** Publishes to a Pub/Sub that is not ours, as the schedules of a real project would. */
async function publishElsewhere(
  topic: string,
  message: { data?: Uint8Array; attributes?: Record<string, string> },
): Promise<void> {
  const { data = new Uint8Array(), attributes = {} } = message;
  await (await pubsubClient()).topic(topic).publishMessage({ data: Buffer.from(data), attributes });
}

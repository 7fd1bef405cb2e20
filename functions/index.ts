import type { HttpFunction, TopicFunction } from '../shared/platform/function.ts';

/* The table of contents: name, trigger, and how its services are built, once per instance. */

export const health: HttpFunction = {
  trigger: 'http',
  load: async () => {
    const { health } = await import('./health.ts');
    const { authConfig, createAuth } = await import('../shared/platform/auth.ts');
    const { createCache } = await import('../shared/platform/cache.ts');
    const { bigquery, firestore, pubsub } = await import('../shared/platform/clients.ts');
    const { readConfig } = await import('../shared/platform/config.ts');
    const { createApp } = await import('../shared/platform/http.ts');
    const { registry } = await import('../shared/platform/metrics.ts');
    const { heartbeatTopic, lastBeat } = await import('../shared/heartbeat/index.ts');
    const config = readConfig([
      ...authConfig,
      'CORS_ORIGINS',
      'BIGQUERY_DATASET',
      'BUTLER_PASSWORD',
      'MODEL_BASE_URL',
    ]);
    return health({
      app: createApp({ name: 'health', corsOrigins: config.CORS_ORIGINS }),
      auth: createAuth(config),
      probes: {
        firestore: async () => lastBeat(await firestore()),
        pubsub: async () => (await pubsub()).topic(heartbeatTopic).getMetadata(),
        bigquery: async () => (await bigquery()).dataset(config.BIGQUERY_DATASET).getMetadata(),
      },
      cache: createCache({ name: 'health', ttlMs: 10_000, max: 1 }),
      lastBeat: async () => lastBeat(await firestore()),
      metrics: () => registry.metrics(),
      model: config.MODEL_BASE_URL === undefined ? 'offline' : 'connected',
      // With a password others are let in, and through a proxy they too would come from loopback.
      openToLoopback: config.AUTH_ISSUER_URL !== undefined && config.BUTLER_PASSWORD === undefined,
    });
  },
};

export const heartbeat: TopicFunction = {
  trigger: 'topic',
  load: async () => {
    const { heartbeat, schema } = await import('./heartbeat.ts');
    const { authConfig, createAuth, pushAccount } = await import('../shared/platform/auth.ts');
    const { bigquery, firestore } = await import('../shared/platform/clients.ts');
    const { systemClock } = await import('../shared/platform/clock.ts');
    const { readConfig } = await import('../shared/platform/config.ts');
    const { createRowStream } = await import('../shared/platform/row-stream.ts');
    const { topicApp } = await import('../shared/platform/topic-app.ts');
    const { heartbeatTable, recordBeat } = await import('../shared/heartbeat/index.ts');
    const config = readConfig([...authConfig, 'BIGQUERY_DATASET']);
    const store = await firestore();
    return topicApp({
      name: 'heartbeat',
      auth: createAuth(config),
      pushers: [pushAccount(config.GOOGLE_CLOUD_PROJECT)],
      schema,
      firestore,
      handle: heartbeat({
        record: (transaction, beat) => recordBeat(store, transaction, beat),
        rows: createRowStream({ bigquery, dataset: config.BIGQUERY_DATASET, table: heartbeatTable }),
        clock: systemClock,
      }),
    });
  },
};

export const erasure: TopicFunction = {
  trigger: 'topic',
  load: async () => {
    const { erasure, schema } = await import('./erasure.ts');
    const { authConfig, createAuth, pushAccount } = await import('../shared/platform/auth.ts');
    const { bigquery, firestore } = await import('../shared/platform/clients.ts');
    const { readConfig } = await import('../shared/platform/config.ts');
    const { topicApp } = await import('../shared/platform/topic-app.ts');
    const { createRights, personalTables } = await import('../shared/rights/index.ts');
    const config = readConfig([...authConfig, 'BIGQUERY_DATASET']);
    const rows = { bigquery, dataset: config.BIGQUERY_DATASET, tables: personalTables };
    return topicApp({
      name: 'erasure',
      auth: createAuth(config),
      pushers: [pushAccount(config.GOOGLE_CLOUD_PROJECT)],
      schema,
      firestore,
      handle: erasure({ rights: createRights({ firestore, rows }) }),
    });
  },
};

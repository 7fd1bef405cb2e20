import { health } from '../health.ts';
import { authConfig, createAuth } from '../../shared/platform/auth.ts';
import { createCache } from '../../shared/platform/cache.ts';
import { bigquery, firestore, pubsub } from '../../shared/platform/clients.ts';
import { readConfig } from '../../shared/platform/config.ts';
import { createApp } from '../../shared/platform/http.ts';
import { registry } from '../../shared/platform/metrics.ts';
import { heartbeatTopic, lastBeat } from '../../shared/heartbeat/index.ts';
import type { App } from '../../shared/platform/http.ts';

/** Builds the services of `health`. */
export function loadHealth(): App {
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
}

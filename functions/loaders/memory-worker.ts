import { memoryWorker, schema } from '../memory-worker.ts';
import { firestore } from '../../shared/platform/clients.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { readConfig } from '../../shared/platform/config.ts';
import { compressMemory, summariseWith } from '../../shared/memory/index.ts';
import { createEmbedder, createModel, embedderConfig, modelConfig } from '../../shared/model/index.ts';
import { createPeople } from '../../shared/person/index.ts';
import { createQuotas, quotaConfig } from '../../shared/quota/index.ts';
import { onTopic } from './on-topic.ts';
import type { App } from '../../shared/platform/http.ts';

/** Builds the services of `memory-worker`. */
export function loadMemoryWorker(): App {
  const config = readConfig([...modelConfig, ...embedderConfig, ...quotaConfig, 'MODEL_CONTEXT_TOKENS']);
  const people = createPeople({ firestore });
  const quotas = createQuotas({ firestore, config });
  return onTopic({
    name: 'memory-worker',
    schema,
    handle: memoryWorker({
      compress: compressMemory({
        firestore,
        summarise: summariseWith(createModel(config), {
          clock: systemClock,
          onTokens: (tokens) => quotas.addTotal(tokens),
        }),
        languageOf: async (userId) => (await people.profile(userId))?.language,
        embed: createEmbedder(config),
        contextTokens: config.MODEL_CONTEXT_TOKENS,
      }),
    }),
  });
}

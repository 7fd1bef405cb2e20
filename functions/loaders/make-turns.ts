import { bigquery, firestore, pubsub } from '../../shared/platform/clients.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { readConfig } from '../../shared/platform/config.ts';
import { createPublisher } from '../../shared/platform/publish.ts';
import { createRowStream } from '../../shared/platform/row-stream.ts';
import { createIdentities, linkMessageSchema, linkTopic } from '../../shared/identity/index.ts';
import { compressJobSchema, compressTopic, createMemory } from '../../shared/memory/index.ts';
import { createEmbedder, createModel, embedderConfig, modelConfig } from '../../shared/model/index.ts';
import { createPeople } from '../../shared/person/index.ts';
import { createPersonas, createPrompts, forgetMade } from '../../shared/persona/index.ts';
import { createQuotas, quotaConfig } from '../../shared/quota/index.ts';
import { createRecall } from '../../shared/recall/index.ts';
import {
  butlerSkills,
  chatTurnsTable,
  createTurns,
  queuedTurnSchema,
  rememberTopic,
} from '../../shared/reply/index.ts';
import { lateDay } from './late-day.ts';
import { lateShop } from './late-shop.ts';

/** What answers a message, for each function that does. */
export function makeTurns() {
  const config = readConfig([
    ...modelConfig,
    ...embedderConfig,
    ...quotaConfig,
    'BIGQUERY_DATASET',
    'MODEL_CONTEXT_TOKENS',
    'PERSONALIZATION_ENABLED',
  ]);
  const embed = createEmbedder(config);
  const people = createPeople({ firestore, skills: Object.keys(butlerSkills) });
  const memory = createMemory({ firestore, embed, forgetMade: forgetMade({ firestore }) });
  const personas = createPersonas({ firestore });
  const model = createModel(config);
  const quotas = createQuotas({ firestore, config });
  const services = {
    clock: systemClock,
    personalization: config.PERSONALIZATION_ENABLED,
    contextTokens: config.MODEL_CONTEXT_TOKENS,
    people,
    identities: createIdentities({
      firestore,
      people,
      publish: createPublisher({ pubsub, topic: linkTopic, schema: linkMessageSchema }),
    }),
    memory,
    recall: createRecall({ firestore, embed }),
    personas,
    prompts: createPrompts({ firestore }),
    model,
    quotas,
    skills: butlerSkills,
    shop: lateShop(),
    day: lateDay({ people, memory, personas, model, quotas }),
    queueTurn: createPublisher({ pubsub, topic: rememberTopic, schema: queuedTurnSchema, patienceMs: 3000 }),
    queueCompression: createPublisher({ pubsub, topic: compressTopic, schema: compressJobSchema }),
    rows: createRowStream({ bigquery, dataset: config.BIGQUERY_DATASET, table: chatTurnsTable }),
  };
  return { services, turns: createTurns(services) };
}

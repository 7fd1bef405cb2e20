import { firestore, pubsub } from '../../shared/platform/clients.ts';
import { randomId as ids, systemClock as clock } from '../../shared/platform/clock.ts';
import { readConfig } from '../../shared/platform/config.ts';
import { createPublisher } from '../../shared/platform/publish.ts';
import { createModel, modelConfig } from '../../shared/model/index.ts';
import { createPeople } from '../../shared/person/index.ts';
import {
  askWith,
  createPersonaJobs,
  makeConversationMemory,
  makePersona,
  personaMessageSchema,
  personaTopic,
} from '../../shared/persona/index.ts';
import { createQuotas, quotaConfig } from '../../shared/quota/index.ts';

/** What makes memories and personas, for each function that does. */
export function makePersonas() {
  const config = readConfig([...modelConfig, ...quotaConfig, 'MODEL_CONTEXT_TOKENS']);
  const people = createPeople({ firestore });
  const quotas = createQuotas({ firestore, config });
  const making = {
    firestore,
    clock,
    ask: askWith(createModel(config), { clock, onTokens: (tokens) => quotas.addTotal(tokens) }),
    contextTokens: config.MODEL_CONTEXT_TOKENS,
  };
  const services = {
    firestore,
    clock,
    ids,
    remember: makeConversationMemory(making),
    persona: makePersona({ ...making, moveEpoch: (userId) => people.moveEpoch(userId) }),
    publish: createPublisher({ pubsub, topic: personaTopic, schema: personaMessageSchema }),
  };
  return { services, people, jobs: createPersonaJobs(services) };
}

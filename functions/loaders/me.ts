import { me, searchOwnMemory } from '../me/me.ts';
import { authConfig, createAuth } from '../../shared/platform/auth.ts';
import { firestore, pubsub } from '../../shared/platform/clients.ts';
import { systemClock as clock } from '../../shared/platform/clock.ts';
import { readConfig } from '../../shared/platform/config.ts';
import { createApp } from '../../shared/platform/http.ts';
import { createPublisher } from '../../shared/platform/publish.ts';
import { createIdentities, linkMessageSchema, linkTopic } from '../../shared/identity/index.ts';
import { createMemory } from '../../shared/memory/index.ts';
import { createEmbedder, embedderConfig } from '../../shared/model/index.ts';
import { createPeople } from '../../shared/person/index.ts';
import { forgetMade, readPersona, strikePersona } from '../../shared/persona/index.ts';
import { createRecall } from '../../shared/recall/index.ts';
import { butlerSkills } from '../../shared/reply/index.ts';
import { createRights, erasureSchema, erasureTopic } from '../../shared/rights/index.ts';
import type { App } from '../../shared/platform/http.ts';

/** Builds the services of `me`. */
export function loadMe(): App {
  const config = readConfig([...authConfig, ...embedderConfig, 'CORS_ORIGINS']);
  const embed = createEmbedder(config);
  const people = createPeople({ firestore, skills: Object.keys(butlerSkills) });
  const memory = createMemory({ firestore, embed, forgetMade: forgetMade({ firestore }) });
  const recall = createRecall({ firestore, embed });
  return me({
    app: createApp({ name: 'me', corsOrigins: config.CORS_ORIGINS }),
    auth: createAuth(config),
    clock,
    people,
    memory: {
      ...memory,
      search: (...asked) => searchOwnMemory({ people, memory, recall, clock }, ...asked),
    },
    persona: {
      read: async (userId) => readPersona(await firestore(), userId),
      strike: strikePersona({ firestore, clock, moveEpoch: (userId) => people.moveEpoch(userId) }),
    },
    links: createIdentities({
      firestore,
      people,
      publish: createPublisher({ pubsub, topic: linkTopic, schema: linkMessageSchema }),
    }),
    rights: createRights({
      firestore,
      caches: [people, memory, recall],
      publish: createPublisher({ pubsub, topic: erasureTopic, schema: erasureSchema }),
    }),
  });
}

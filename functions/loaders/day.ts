import { day } from '../day/day.ts';
import { authConfig, createAuth } from '../../shared/platform/auth.ts';
import { bigquery, firestore } from '../../shared/platform/clients.ts';
import { systemClock as clock } from '../../shared/platform/clock.ts';
import { readConfig } from '../../shared/platform/config.ts';
import { type App, createApp } from '../../shared/platform/http.ts';
import { lastBeat } from '../../shared/heartbeat/index.ts';
import { createMemory } from '../../shared/memory/index.ts';
import { createPeople } from '../../shared/person/index.ts';
import { createPersonas } from '../../shared/persona/index.ts';
import { makePlans } from './make-plans.ts';

/** Builds the services of `day`. */
export function loadDay(): App {
  const config = readConfig([
    ...authConfig,
    'CORS_ORIGINS',
    'BIGQUERY_DATASET',
    'FEEDBACK_COLLECTION_ENABLED',
  ]);
  const people = createPeople({ firestore });
  const memory = createMemory({ firestore });
  const personas = createPersonas({ firestore });
  const { plans, tasks } = makePlans({ people, memory, personas });
  return day({
    app: createApp({ name: 'day', corsOrigins: config.CORS_ORIGINS }),
    auth: createAuth(config),
    feedbackEnabled: config.FEEDBACK_COLLECTION_ENABLED,
    plans: {
      ...plans,
      drop(userId) {
        plans.drop(userId);
        memory.drop(userId);
        personas.drop(userId);
      },
    },
    people,
    probes: {
      firestore: async () => lastBeat(await firestore()),
      tasks: () => tasks.library(),
      bigquery: async () => (await bigquery()).dataset(config.BIGQUERY_DATASET).getMetadata(),
    },
    clock,
  });
}

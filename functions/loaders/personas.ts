import { personas } from '../personas/personas.ts';
import { authConfig, createAuth } from '../../shared/platform/auth.ts';
import { firestore } from '../../shared/platform/clients.ts';
import { readConfig } from '../../shared/platform/config.ts';
import { createApp } from '../../shared/platform/http.ts';
import { hasConversation, readPersona, upsertPersona } from '../../shared/persona/index.ts';
import { makePersonas } from './make-personas.ts';
import type { App } from '../../shared/platform/http.ts';

/** Builds the services of `personas`. */
export function loadPersonas(): App {
  const config = readConfig([...authConfig, 'PERSONALIZATION_ENABLED']);
  const { services, people, jobs } = makePersonas();
  return personas({
    app: createApp({ name: 'personas' }),
    auth: createAuth(config),
    personalization: config.PERSONALIZATION_ENABLED,
    jobs,
    hasConversation: async (...asked) => hasConversation(await firestore(), ...asked),
    personas: {
      read: async (userId) => readPersona(await firestore(), userId),
      save: upsertPersona({ ...services, moveEpoch: (userId) => people.moveEpoch(userId) }),
    },
  });
}

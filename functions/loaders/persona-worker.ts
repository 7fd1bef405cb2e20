import { personaWorker, schema } from '../persona-worker.ts';
import { readConfig } from '../../shared/platform/config.ts';
import { refreshOptions, resumeJobs, workOnJob } from '../../shared/persona/index.ts';
import { makePersonas } from './make-personas.ts';
import { onTopic } from './on-topic.ts';
import type { App } from '../../shared/platform/http.ts';

/** Builds the services of `persona-worker`. */
export function loadPersonaWorker(): App {
  const config = readConfig(['PERSONALIZATION_ENABLED']);
  const { services, jobs } = makePersonas();
  return onTopic({
    name: 'persona-worker',
    schema,
    handle: personaWorker({
      personalization: config.PERSONALIZATION_ENABLED,
      work: workOnJob(services),
      resume: () => resumeJobs(services),
      refresh: () => jobs.queueEveryone(refreshOptions, { onlyActive: true }),
    }),
  });
}

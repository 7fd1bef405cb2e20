import { linkWorker, schema } from '../link-worker.ts';
import { firestore, pubsub } from '../../shared/platform/clients.ts';
import { systemClock as clock } from '../../shared/platform/clock.ts';
import { createPublisher } from '../../shared/platform/publish.ts';
import { linkMessageSchema, linkTopic, mergeStep, unfinishedMerges } from '../../shared/identity/index.ts';
import { createPeople } from '../../shared/person/index.ts';
import { onTopic } from './on-topic.ts';
import type { App } from '../../shared/platform/http.ts';

/** Builds the services of `link-worker`. */
export function loadLinkWorker(): App {
  const people = createPeople({ firestore });
  return onTopic({
    name: 'link-worker',
    schema,
    handle: linkWorker({
      step: (jobId) => mergeStep({ firestore, people, clock }, jobId),
      unfinished: async () => unfinishedMerges(await firestore()),
      publish: createPublisher({ pubsub, topic: linkTopic, schema: linkMessageSchema }),
      clock,
    }),
  });
}

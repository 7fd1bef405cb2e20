import { memorySweep, schema } from '../memory-sweep.ts';
import { firestore, pubsub } from '../../shared/platform/clients.ts';
import { randomId, systemClock } from '../../shared/platform/clock.ts';
import { createPublisher } from '../../shared/platform/publish.ts';
import {
  compressJobSchema,
  compressKeyOf,
  compressTopic,
  findDue,
  noteSwept,
  readSweep,
  sweepPageSize,
  sweepTopic,
} from '../../shared/memory/index.ts';
import { findExpired, forgetExpired, rememberedMs } from '../../shared/recall/index.ts';
import { onTopic } from './on-topic.ts';
import type { App } from '../../shared/platform/http.ts';

/** Builds the services of `memory-sweep`. */
export function loadMemorySweep(): App {
  const limit = sweepPageSize;
  const before = () => systemClock() - rememberedMs;
  return onTopic({
    name: 'memory-sweep',
    schema,
    handle: memorySweep({
      read: async () => readSweep(await firestore()),
      note: async (page) => noteSwept(await firestore(), page),
      findDue: async (after) => findDue(await firestore(), { limit, after }),
      queueCompression: createPublisher({ pubsub, topic: compressTopic, schema: compressJobSchema }),
      keyOf: compressKeyOf,
      findExpired: async (after) => findExpired(await firestore(), { before: before(), limit, after }),
      forgetExpired: async (userId) => forgetExpired(await firestore(), userId, before()),
      publish: createPublisher({ pubsub, topic: sweepTopic, schema }),
      clock: systemClock,
      ids: randomId,
    }),
  });
}

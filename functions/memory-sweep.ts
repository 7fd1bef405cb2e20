import {
  type CompressJob,
  type DueConversation,
  type PagePlace,
  type SweepMessage,
  sweepMessageSchema,
  type SweepPage,
  type SweepState,
  type SweptPage,
} from '../shared/memory/index.ts';
import type { Clock, IdSource } from '../shared/platform/clock.ts';
import { log } from '../shared/platform/log.ts';
import type { Publish } from '../shared/platform/publish.ts';

export const schema = sweepMessageSchema;

export type MemorySweepServices = {
  read: () => Promise<SweepState | undefined>;
  note: (page: SweptPage) => Promise<SweepState>;
  findDue: (after: PagePlace | undefined) => Promise<{ due: DueConversation[]; next?: PagePlace }>;
  queueCompression: Publish<CompressJob>;
  keyOf: (job: CompressJob) => string;
  findExpired: (after: PagePlace | undefined) => Promise<{ userIds: string[]; next?: PagePlace }>;
  forgetExpired: (userId: string) => Promise<number>;
  publish: Publish<SweepMessage>;
  clock: Clock;
  ids: IdSource;
};

/**
 * Looks through all people, a page for each message: queues the conversations that are due for compression, then
 * forgets what has expired. A page that comes again does no harm; a sweep that was cut off is taken up by the next
 * schedule where it stopped.
 */
export function memorySweep(services: MemorySweepServices) {
  const { read, note, publish, clock, ids } = services;
  return async (message: SweepMessage): Promise<void> => {
    const state = await read();
    if ('source' in message) {
      const next = state?.next ?? { sweepId: ids(), page: 0, phase: 'compress' as const };
      await publish(next);
      return;
    }
    // Where the page is noted as done, the one after it was published before.
    if (state?.sweepId === message.sweepId && state.page > message.page) return;
    const { next, queued, forgotten } = await sweepPage(services, message);
    if (next) await publish(next);
    const { sweepId, page } = message;
    const done = await note({ sweepId, page, next, queued, forgotten, now: clock() });
    if (!next) {
      log.info('memory.swept', { sweepId, pages: done.page, queued: done.queued, forgotten: done.forgotten });
    }
  };
}

type Swept = { next?: SweepPage; queued: number; forgotten: number };

async function sweepPage(
  services: MemorySweepServices,
  { sweepId, page, phase, after }: SweepPage,
): Promise<Swept> {
  const following = { sweepId, page: page + 1 };
  if (phase === 'compress') {
    const { due, next } = await services.findDue(after);
    for (const { userId, conversationId } of due) {
      const job = { userId, conversationId };
      await services.queueCompression(job, { orderingKey: services.keyOf(job) });
    }
    const rest: SweepPage = next ? { ...following, phase, after: next } : { ...following, phase: 'forget' };
    return { next: rest, queued: due.length, forgotten: 0 };
  }
  const { userIds, next } = await services.findExpired(after);
  let forgotten = 0;
  for (const userId of userIds) {
    try {
      await services.forgetExpired(userId);
      forgotten++;
    } catch (cause) {
      // One person's trouble must not keep the others' memories; the next sweep tries again.
      log.error('memory.forget_failed', { userId }, cause);
    }
  }
  return { ...(next && { next: { ...following, phase, after: next } }), queued: 0, forgotten };
}

import { type WeeklyMessage, weeklyMessageSchema, type WeeklyPlace } from '../../shared/insights/index.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { log } from '../../shared/platform/log.ts';
import { counter } from '../../shared/platform/metrics.ts';
import type { Publish } from '../../shared/platform/publish.ts';
import { sendWeek, type SendWeekServices } from './send-week.ts';

export const schema = weeklyMessageSchema;

const summaries = counter(
  'weekly_summaries_total',
  'Weekly summaries that were due, by what became of them',
  ['outcome'],
);

const pageSize = 200;

export type WeeklyServices = SendWeekServices & {
  /** False where no summaries are sent, or nothing personal is to be read. */
  enabled: boolean;
  findDue: (page: {
    now: number;
    limit: number;
    after: WeeklyPlace | undefined;
  }) => Promise<{ userIds: string[]; next?: WeeklyPlace }>;
  publish: Publish<WeeklyMessage>;
  clock: Clock;
};

/**
 * Sends people the summary of their week once their Monday morning has come. The schedule asks page by page for those
 * who are due, each by a message of their own; who was not served stays due, so whatever is cut off is found again by
 * the next schedule, and whatever is delivered twice is sent once.
 */
export function weekly(services: WeeklyServices) {
  const { enabled, findDue, publish, clock } = services;
  return async (message: WeeklyMessage): Promise<void> => {
    if (!enabled) return;
    if ('userId' in message) {
      try {
        const outcome = await sendWeek(services, message.userId);
        summaries.inc({ outcome });
        log.info('weekly.settled', { userId: message.userId, outcome });
      } catch (cause) {
        summaries.inc({ outcome: 'failed' });
        throw cause;
      }
      return;
    }
    const after = 'after' in message ? message.after : undefined;
    const { userIds, next } = await findDue({ now: clock(), limit: pageSize, after });
    await Promise.all(userIds.map((userId) => publish({ userId })));
    if (next) await publish({ after: next });
    log.info('weekly.swept', { due: userIds.length, more: next !== undefined });
  };
}

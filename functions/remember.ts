import { log } from '../shared/platform/log.ts';
import { type commitTurn, type QueuedTurn, queuedTurnSchema } from '../shared/reply/index.ts';

export const schema = queuedTurnSchema;

export type RememberServices = {
  resolve: (identity: string) => Promise<string>;
  meet: (userId: string, contact: { receivedAt: number }) => Promise<'met' | 'new' | 'refused'>;
  epoch: (userId: string) => Promise<number>;
  commit: (given: Parameters<typeof commitTurn>[1]) => ReturnType<typeof commitTurn>;
};

/** Remembers a turn that was answered while the store was down; its message's id makes it once. */
export function remember({ resolve, meet, epoch, commit }: RememberServices) {
  return async ({ identity, conversationId, receivedAt, tokens, turn }: QueuedTurn) => {
    const userId = await resolve(identity);
    if ((await meet(userId, { receivedAt })) === 'refused') {
      log.info('turn.person_gone', { conversationId });
      return;
    }
    await commit({
      identity,
      userId,
      conversationId,
      receivedAt,
      opened: undefined,
      turn,
      context: undefined,
      tokens,
      epoch: await epoch(userId),
      life: undefined,
    });
  };
}

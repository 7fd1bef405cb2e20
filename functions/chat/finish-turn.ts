import { log } from '../../shared/platform/log.ts';
import type { TurnResult } from '../../shared/reply/index.ts';

/** Runs what nobody waits for, once the answer is on its way. */
export function finishTurn(result: TurnResult): void {
  setImmediate(() => {
    result.afterwards().catch((cause: unknown) => log.warning('turn.afterwards_failed', {}, cause));
  });
}

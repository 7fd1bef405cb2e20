import { currentContext } from './current-context.ts';
import type { WorkContext } from './schema.ts';

/** The context once a turn happened; a turn after an idle time begins a session. */
export function touchContext(stored: WorkContext, now: number): WorkContext {
  const context = currentContext(stored, now);
  return {
    ...context,
    // Turns may be handled out of their order.
    lastActive: Math.max(now, context.lastActive ?? now),
    sessionStart: context.sessionStart ?? now,
  };
}

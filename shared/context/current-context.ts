import { type WorkContext, workContextSchema } from './schema.ts';

/** A session ends after so long without a turn. */
export const idleMs = 2 * 60 * 60 * 1000;

/** The context of a person who is at nothing yet. */
export function emptyContext(): WorkContext {
  return workContextSchema.parse({});
}

/** What still holds of a stored context: nothing of it once the person was idle for more than two hours. */
export function currentContext(stored: WorkContext, now: number): WorkContext {
  return stored.lastActive !== null && now - stored.lastActive > idleMs ? emptyContext() : stored;
}

import { randomUUID } from 'node:crypto';

/** Where the time comes from; tests hand in their own. */
export type Clock = () => number;

/** Milliseconds since 1970 by the machine's clock. */
export const systemClock: Clock = () => Date.now();

/** Where ids come from; tests hand in their own. */
export type IdSource = () => string;

/** A random id that no one can guess. */
export const randomId: IdSource = () => randomUUID();

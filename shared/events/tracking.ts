import type { LearnedEvent, Tracked, TrackedEvent } from './schema.ts';

export type TrackOptions = {
  receivedAt: number;
  /** Whether it is to be stored before the answer; carts and purchases are in any case. */
  durable?: boolean | undefined;
};

export type Tracking = {
  /**
   * Takes one event: what this process knows of the person changes at once, the store soon after, or before the answer
   * where it is to be durable. Throws bad_request naming the field, unavailable where it could not be kept.
   */
  track(userId: string, event: TrackedEvent, options: TrackOptions): Promise<Tracked>;
  /**
   * What this process has learned of the person and a document that was read does not hold; its `updatedAt` says what
   * it holds. Ask after the read.
   */
  pending(userId: string, updatedAt?: number): readonly LearnedEvent[];
  /** Resolves once all that was taken of the person until now is stored; rejects where that fails or takes too long. */
  settle(userId: string): Promise<void>;
  /** Stores all that waits; at the end of the process, as much as time allows. */
  drain(): Promise<void>;
};

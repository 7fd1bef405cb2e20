import type { DocumentReference, DocumentSnapshot, Firestore } from '@google-cloud/firestore';
import { z } from 'zod';

/**
 * What says that a person is being erased, or was; times in milliseconds. It outlives the erasure, so that a message
 * from before cannot make the person anew.
 */
export const erasureMarkSchema = z.object({
  requestedAt: z.number(),
  state: z.enum(['running', 'erased']),
  /** When the last of the person's documents was gone; messages received until then are of the erased person. */
  erasedAt: z.number().optional(),
  receiptId: z.string(),
});
export type ErasureMark = z.output<typeof erasureMarkSchema>;

/** The path of a person's mark; its `expireAt` must be later than any queued message can arrive. */
export function erasureMarkPath(userId: string): string {
  return `erasures/${userId}`;
}

/** Where a person's mark is. */
export function erasureMarkRef(firestore: Firestore, userId: string): DocumentReference {
  return firestore.doc(erasureMarkPath(userId));
}

/** The mark that was read. */
export function erasureMarkOf(snapshot: DocumentSnapshot): ErasureMark | undefined {
  return snapshot.exists ? erasureMarkSchema.parse(snapshot.data()) : undefined;
}

/** Whether a message received then must not make the person again. */
export function forbidsMeeting(mark: ErasureMark | undefined, receivedAt: number): boolean {
  if (mark === undefined) return false;
  return mark.state === 'running' || receivedAt <= (mark.erasedAt ?? mark.requestedAt);
}

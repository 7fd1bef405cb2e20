import { type Heartbeat, type HeartbeatRow, heartbeatSchema } from '../shared/heartbeat/index.ts';
import type { Clock } from '../shared/platform/clock.ts';
import type { RowStream } from '../shared/platform/row-stream.ts';
import type { Delivery } from '../shared/platform/topic-app.ts';

export const schema = heartbeatSchema;

export type HeartbeatServices = {
  /** Counts the beat in the transaction that marks its message as handled. */
  record: (
    transaction: Parameters<Parameters<Delivery['once']>[0]>[0],
    beat: { at: number; source: string },
  ) => void;
  rows: RowStream<HeartbeatRow>;
  clock: Clock;
};

/** Proves the loop: what the schedule published ends in Firestore once and in BigQuery. */
export function heartbeat({ record, rows, clock }: HeartbeatServices) {
  return async (beat: Heartbeat, { messageId, once }: Delivery): Promise<void> => {
    const at = clock();
    await once((transaction) => record(transaction, { at, source: beat.source }));
    // Also for a duplicate: the first delivery may have died before its row was queued; the id makes them one.
    rows.push(messageId, { event_id: messageId, beat_at: new Date(at).toISOString(), source: beat.source });
  };
}

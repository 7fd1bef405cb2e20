import { z } from 'zod';

/** Written once here, made by the provisioner, fed by the schedule in `infra/deployment.ts`. */
export const heartbeatTopic = 'heartbeat';
export const heartbeatTable = 'heartbeats';

/** What the schedule publishes. */
export const heartbeatSchema = z.strictObject({ source: z.string().min(1).max(100) });
export type Heartbeat = z.output<typeof heartbeatSchema>;

/** The last beat that went the whole way, and how many did. */
export const lastBeatSchema = z.object({ count: z.number().int(), at: z.number(), source: z.string() });
export type LastBeat = z.output<typeof lastBeatSchema>;

/** One row of the BigQuery table. */
export type HeartbeatRow = { event_id: string; beat_at: string; source: string };

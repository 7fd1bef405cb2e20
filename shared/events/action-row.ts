import { hash } from 'node:crypto';
import type { Rules } from '../preferences/index.ts';
import type { LearnedEvent, RawActionRow, TrackedEvent } from './schema.ts';

/** What an event counts to analysts where no rule weighs its type. */
const unlisted = 0.1;

/** An event for analysts, and for who learns it anew under other rules: all that takes is in it. */
export function actionRow(
  userId: string,
  told: TrackedEvent,
  { eventId, toldAt, receivedAt, event, subject }: LearnedEvent,
  { rules, version }: { rules: Rules; version: string },
): RawActionRow {
  const { eventType, at } = event;
  const { quantity, query, position, rating, context } = told;
  const { category, brand, attributes } = subject;
  const data = { quantity, query, position, rating, context, category, brand, attributes };
  const unlessAt = (moment: number) => (moment === at ? undefined : moment);
  return {
    event_id: eventId,
    event_timestamp: new Date(at).toISOString(),
    event_type: eventType,
    user_id: userId,
    session_id: told.sessionId ?? 'default',
    product_id: subject.productId ?? null,
    interaction_strength: Object.hasOwn(rules.weights, eventType)
      ? (rules.weights[eventType] ?? unlisted)
      : unlisted,
    raw_event_data: JSON.stringify({
      ...data,
      rulesVersion: version,
      toldAt: unlessAt(toldAt),
      receivedAt: unlessAt(receivedAt),
    }),
  };
}

/** The same for the same event of the same person, within the 128 bytes that BigQuery takes. */
export function insertIdOf(userId: string, eventId: string): string {
  return hash('sha256', `${userId}\n${eventId}`, 'base64url');
}

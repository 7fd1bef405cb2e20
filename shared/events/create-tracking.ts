import type { Firestore } from '@google-cloud/firestore';
import type { People } from '../person/index.ts';
import { type Clock, type IdSource, randomId, systemClock } from '../platform/clock.ts';
import { onShutdown } from '../platform/drain.ts';
import { AppError } from '../platform/errors.ts';
import { counter } from '../platform/metrics.ts';
import type { RowStream } from '../platform/row-stream.ts';
import { withinLimit } from '../platform/within-limit.ts';
import type { Rules } from '../preferences/index.ts';
import { actionRow, insertIdOf } from './action-row.ts';
import { changesPreferences, checkEvent, isCartEvent, refuseEvent } from './check-event.ts';
import { createFlush, type Flushed } from './flush-events.ts';
import { learnedEvent, type TrackedProduct } from './learned-event.ts';
import type { LearnedEvent, RawActionRow } from './schema.ts';
import type { Tracking } from './tracking.ts';
import { createWriteBehind, type WriteBehindOptions } from './write-behind.ts';

const interactions = counter('interactions_total', 'Events told, by type and by what became of them', [
  'type',
  'outcome',
]);

const lookupMs = 5000;

export type TrackingServices = {
  firestore: () => Promise<Firestore>;
  people: Pick<People, 'meet'>;
  products: { find(productId: string): Promise<TrackedProduct | undefined> };
  rules: { current(): { rules: Rules; version: string }; ready(): Promise<void> };
  rows: Pick<RowStream<RawActionRow>, 'push'>;
  /** Whether preferences are learned; events go to analysts once each, and carts follow them, in any case. */
  personalization: boolean;
  clock?: Clock;
  ids?: IdSource;
  writeBehind?: Omit<WriteBehindOptions, 'flush' | 'clock'>;
};

/** Takes what people do: known here at once, stored soon after or before the answer, streamed to analysts. */
export function createTracking(services: TrackingServices): Tracking {
  const { people, products, rows, personalization, clock = systemClock, ids = randomId } = services;
  const behind = createWriteBehind({ ...services.writeBehind, flush, clock });

  let ready: Promise<void> | undefined;

  const store = createFlush({
    firestore: services.firestore,
    rules: () => services.rules.current().rules,
    personalization,
    clock,
    nameOf: async (productId) => (await products.find(productId))?.name,
  });

  async function flush(userId: string, events: readonly LearnedEvent[]): Promise<Flushed> {
    const stored = await store(userId, events);
    if (stored !== 'unmet') return stored;
    const receivedAt = Math.max(...events.map((event) => event.receivedAt));
    const met = await people.meet(userId, { receivedAt });
    const again = met === 'refused' ? 'unmet' : await store(userId, events);
    if (again !== 'unmet') return again;
    const error = new AppError('conflict', 'This account is being erased; come again in a while.');
    return { fresh: 0, refused: new Map(events.map((event) => [event, error])), updatedAt: 0 };
  }

  async function find(productId: string): Promise<TrackedProduct | undefined> {
    try {
      return await withinLimit(products.find(productId), lookupMs);
    } catch (cause) {
      const message = 'The product cannot be looked up now; send the event again.';
      throw new AppError('unavailable', message, { cause, retryAfterSeconds: 2 });
    }
  }

  async function take(...[userId, told, options]: Parameters<Tracking['track']>) {
    const { receivedAt } = options;
    // A new instance knows only the rules it came with, which may lack this event's type.
    await (ready ??= services.rules.ready());
    const inForce = services.rules.current();
    checkEvent(told, inForce.rules, receivedAt);
    const { productId } = told;
    const product = productId === undefined ? undefined : await find(productId);
    if (productId !== undefined && !product)
      refuseEvent([{ path: 'productId', rule: 'There is no such product' }]);
    const mayRepeat = told.eventId !== undefined;
    const one = learnedEvent(told, product, { eventId: told.eventId ?? ids(), receivedAt });
    const durable = options.durable === true || isCartEvent(told.eventType);
    const added = behind.add(userId, one, { durable, mayRepeat });
    await added.stored;
    if (!added.known) {
      const insertId = mayRepeat ? insertIdOf(userId, one.eventId) : one.eventId;
      rows.push(insertId, actionRow(userId, told, one, inForce));
    }
    const preferencesUpdated = personalization && changesPreferences(one, inForce.rules);
    return { eventId: one.eventId, status: 'tracked' as const, preferencesUpdated, durable };
  }

  const tracking: Tracking = {
    async track(userId, event, options) {
      try {
        const tracked = await take(userId, event, options);
        interactions.inc({ type: event.eventType, outcome: tracked.durable ? 'durable' : 'tracked' });
        return tracked;
      } catch (cause) {
        const outcome = cause instanceof AppError ? cause.code : 'failed';
        // What is no known type must not make a series of its own for each.
        interactions.inc({ type: outcome === 'bad_request' ? 'any' : event.eventType, outcome });
        throw cause;
      }
    },
    pending: (userId, updatedAt) => behind.pending(userId, updatedAt),
    settle: (userId) => behind.settle(userId),
    drain: () => behind.drain(),
  };
  onShutdown('events', () => tracking.drain());
  return tracking;
}

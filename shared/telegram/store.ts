import type { Firestore } from '@google-cloud/firestore';
import { z } from 'zod';
import { type Clock, systemClock } from '../platform/clock.ts';
import { handledMessages } from '../platform/topic-app.ts';
import { withinLimit } from '../platform/within-limit.ts';
import { type Answer, answerSchema, type TelegramState, telegramStateSchema } from './schema.ts';

/** How long a worker may be silent before another takes its update; renewed while it works. */
export const leaseMs = 10_000;

/** Longer than Pub/Sub keeps a message. */
const keptMs = 8 * 24 * 3_600_000;
const patienceMs = 8000;

const outboxSchema = z.object({
  holder: z.string(),
  leaseUntil: z.number(),
  /** As JSON, for buttons come in rows and Firestore holds no list in a list. */
  answer: z.string().nullable().default(null),
  /** Parts that Telegram has. */
  sentParts: z.number().int().default(0),
  sentAt: z.number().nullable().default(null),
  /** Telegram asked for silence until then. */
  notBefore: z.number().default(0),
});

/** What became of asking for an update. */
export type Lease =
  /** This worker's, with what an earlier one had made and sent of it. */
  | { outcome: 'leased'; answer: Answer | undefined; sentParts: number; state: TelegramState }
  | { outcome: 'sent' }
  /** Another works on it, or Telegram wants to be left alone for a while. */
  | { outcome: 'busy'; retryAfterSeconds: number }
  /** There is no such person, or they live on under another id. */
  | { outcome: 'gone' };

/** An update that a worker has taken, or a message of our own by its name, and for whom. */
export type Held = { userId: string; updateId: number | string; holder: string };

export type TelegramStore = ReturnType<typeof createTelegramStore>;

/** The outbox of a person's updates, and what Telegram alone needs to know of a person. */
export function createTelegramStore(options: { firestore: () => Promise<Firestore>; clock?: Clock }) {
  const { firestore, clock = systemClock } = options;
  const within = <T>(work: Promise<T>) => withinLimit(work, patienceMs);
  const refs = async (userId: string, updateId: Held['updateId'] = 0) => {
    const store = await firestore();
    const person = store.collection('users').doc(userId);
    return {
      store,
      person,
      outbox: person.collection('outbox').doc(String(updateId)),
      state: person.collection('state').doc('telegram'),
    };
  };

  /** Changes an entry that this worker still holds. */
  async function whileHeld(held: Held, change: object): Promise<'done' | 'lost' | 'gone'> {
    const { store, outbox } = await refs(held.userId, held.updateId);
    return within(
      store.runTransaction(async (transaction) => {
        const entry = await transaction.get(outbox);
        if (!entry.exists) return 'gone';
        if (outboxSchema.parse(entry.data()).holder !== held.holder) return 'lost';
        transaction.update(outbox, change);
        return 'done';
      }),
    );
  }

  return {
    /** Takes the update for this worker, unless it is answered already or another holds it. */
    async lease({ userId, updateId, holder }: Held): Promise<Lease> {
      const { store, person, outbox, state } = await refs(userId, updateId);
      return within(
        store.runTransaction(async (transaction): Promise<Lease> => {
          const [profile, entry, stored] = await transaction.getAll(person, outbox, state);
          // Nothing is written for who was erased, so that they are not made again.
          if (!profile?.exists || profile.get('mergedInto') !== undefined) return { outcome: 'gone' };
          const now = clock();
          const before = entry?.exists ? outboxSchema.parse(entry.data()) : undefined;
          if (before?.sentAt) return { outcome: 'sent' };
          const free = Math.max(
            before?.notBefore ?? 0,
            before?.holder === holder ? 0 : (before?.leaseUntil ?? 0),
          );
          if (free > now) return { outcome: 'busy', retryAfterSeconds: Math.ceil((free - now) / 1000) };
          const lease = { holder, leaseUntil: now + leaseMs };
          if (before) transaction.update(outbox, lease);
          else transaction.create(outbox, { ...lease, expireAt: new Date(now + keptMs) });
          return {
            outcome: 'leased',
            answer: readAnswer(before?.answer),
            sentParts: before?.sentParts ?? 0,
            state: telegramStateSchema.parse(stored?.data() ?? {}),
          };
        }),
      );
    },

    /** Holds the update for longer. */
    renew: (held: Held) => whileHeld(held, { leaseUntil: clock() + leaseMs }),

    /** Keeps the answer that was made, so that whoever sends it sends this one. */
    keepAnswer: (held: Held, answer: Answer) =>
      whileHeld(held, {
        answer: JSON.stringify(answerSchema.parse(answer)),
        sentParts: 0,
        leaseUntil: clock() + leaseMs,
      }),

    /** Lets another take the update, at once or when Telegram allows. */
    release: (held: Held, notBefore = 0) => whileHeld(held, { leaseUntil: 0, notBefore }),

    /** Notes that Telegram has this many parts; false when the entry is gone. */
    async markPart({ userId, updateId }: Held, sentParts: number): Promise<boolean> {
      const { outbox } = await refs(userId, updateId);
      return within(updated(outbox.update({ sentParts, leaseUntil: clock() + leaseMs })));
    },

    /** Notes that all of it was sent, and forgets its text; false when the entry is gone. */
    async markSent({ userId, updateId }: Held): Promise<boolean> {
      const { outbox } = await refs(userId, updateId);
      return within(updated(outbox.update({ sentAt: clock(), answer: null })));
    },

    /** Takes an update or an album once without a word of whose it is; false where it was taken before. */
    async claim(id: number | string): Promise<boolean> {
      const name = typeof id === 'number' ? id : `album:${encodeURIComponent(id)}`;
      const marker = (await firestore()).doc(`${handledMessages}/telegram:${name}`);
      try {
        await within(marker.create({ expireAt: new Date(clock() + keptMs) }));
        return true;
      } catch (cause) {
        if ((cause as { code?: unknown }).code === alreadyExists) return false;
        throw cause;
      }
    },

    /** Changes what is known of the person; nothing for who is not there. */
    async editState(userId: string, edit: Partial<TelegramState>): Promise<void> {
      const { store, person, state } = await refs(userId);
      await within(
        store.runTransaction(async (transaction) => {
          const profile = await transaction.get(person);
          if (profile.exists && profile.get('mergedInto') === undefined)
            transaction.set(state, edit, { merge: true });
        }),
      );
    },
  };
}

function readAnswer(stored: string | null | undefined): Answer | undefined {
  return typeof stored === 'string' ? answerSchema.parse(JSON.parse(stored)) : undefined;
}

const notFound = 5;
const alreadyExists = 6;

async function updated(update: Promise<unknown>): Promise<boolean> {
  try {
    await update;
    return true;
  } catch (cause) {
    if ((cause as { code?: unknown }).code === notFound) return false;
    throw cause;
  }
}

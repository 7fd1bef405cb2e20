import { setTimeout as pause } from 'node:timers/promises';
import type { Firestore, Timestamp } from '@google-cloud/firestore';
import { type CartDocument, emptyCart } from '../cart/index.ts';
import { readGate } from '../person/index.ts';
import type { AppError } from '../platform/errors.ts';
import { emptyState, readState, type Rules, type StoredPreferences } from '../preferences/index.ts';
import {
  type Applied,
  type ApplyOptions,
  applyEvents,
  preferencesDocument,
  type Scene,
} from './apply-events.ts';
import { changedFields } from './changed-fields.ts';
import type { LearnedEvent } from './schema.ts';
import type { SeenIds } from './seen-ids.ts';
import {
  commitVersions,
  daysOf,
  flushRefs,
  type FlushRefs,
  readWanted,
  seenDocument,
  type Write,
} from './store.ts';

/** What became of events: how many were new, which were refused and why, what the document's `updatedAt` is now. */
export type Flushed = { fresh: number; refused: Map<LearnedEvent, AppError>; updatedAt: number };

export type FlushServices = {
  firestore: () => Promise<Firestore>;
  rules: () => Rules;
  /** Whether preferences are read and written; carts are in any case. */
  personalization: boolean;
  clock: () => number;
  nameOf: ApplyOptions['nameOf'];
};

/** A person's documents as this process last read or wrote them, with their versions. */
type Base = {
  since: number;
  learned:
    | (NonNullable<Scene['learned']> & {
        /** What the document holds in this version. */
        written: StoredPreferences;
        version: Timestamp;
      })
    | undefined;
  cart: { value: CartDocument; version: Timestamp | undefined } | undefined;
  seen: Map<string, { ids: SeenIds; version: Timestamp | undefined }>;
};

/** So many people's documents are kept, for whoever was just stored is likely to be stored again. */
const keptBases = 1000;
const mostTries = 6;

/**
 * Makes what stores events of one person in one atomic commit: each has its effect on preferences and cart once,
 * however often and wherever it is stored. It answers `unmet` where the person is not there yet.
 */
export function createFlush(services: FlushServices) {
  const { personalization, clock, nameOf } = services;
  const bases = new Map<string, Base>();

  return async function flush(userId: string, events: readonly LearnedEvent[]): Promise<Flushed | 'unmet'> {
    const firestore = await services.firestore();
    const refs = flushRefs(firestore, userId);
    const options = { rules: services.rules(), now: clock(), nameOf };
    for (let tries = 1; ; tries += 1) {
      // Whoever else comes meanwhile reads anew, for this one is about to change.
      const known = bases.get(userId);
      bases.delete(userId);
      const base = await complete(firestore, refs, known, events);
      if (!base) return firstFlush(firestore, refs, events, options);
      const applied = await applyEvents(sceneOf(base), events, options);
      const flushed = { ...applied, updatedAt: base.learned?.rest.updatedAt ?? options.now };
      if (applied.fresh > 0) {
        const writes = writesOf(refs, base, applied);
        const versions = await commitVersions(
          firestore,
          writes.map(({ write }) => write),
        );
        if (!versions) {
          if (tries === mostTries) throw new Error('Others kept writing the same documents.');
          await pause(Math.random() * 20 * 2 ** tries);
          continue;
        }
        for (const [index, { keep }] of writes.entries()) keep(versions[index]);
      }
      bases.set(userId, base);
      const [oldest] = bases.size > keptBases ? bases.keys() : [];
      if (oldest !== undefined) bases.delete(oldest);
      return flushed;
    }
  };

  /** Reads what is not known yet; undefined where there is no document that only someone who was met has. */
  async function complete(
    firestore: Firestore,
    refs: FlushRefs,
    known: Base | undefined,
    events: readonly LearnedEvent[],
  ): Promise<Base | undefined> {
    const read = await readWanted(
      refs,
      {
        preferences: personalization && !known?.learned,
        cart: !known?.cart && events.some(({ cart }) => cart),
        days: daysOf(events).filter((day) => !known?.seen.has(day)),
      },
      firestore,
    );
    const learned = known?.learned ?? (read.preferences && learnedOf(read.preferences));
    const anchor = personalization ? learned?.rest : (known?.cart?.value ?? read.cart?.value);
    if (!anchor) return undefined;
    const { since } = anchor;
    const newCart = events.some(({ cart }) => cart) ? { value: { ...emptyCart(clock()), since }, version: undefined } : undefined; // prettier-ignore
    const cart = known?.cart ?? read.cart ?? newCart;
    return { since, learned, cart, seen: new Map([...(known?.seen ?? []), ...read.seen]) };
  }

  /** Makes the first documents of a person, in a transaction that sees that they are there. */
  function firstFlush(
    firestore: Firestore,
    refs: FlushRefs,
    events: readonly LearnedEvent[],
    options: ApplyOptions,
  ): Promise<Flushed | 'unmet'> {
    const wanted = {
      preferences: personalization,
      cart: events.some(({ cart }) => cart),
      days: daysOf(events),
    };
    return firestore.runTransaction(async (transaction) => {
      const read = await readWanted(refs, wanted, transaction);
      const gate = await readGate(transaction, refs.person);
      if (!gate) return 'unmet';
      const rest = { usualItems: [], events: 0, updatedAt: 0, since: gate.since, joined: [] };
      const stored = read.preferences && learnedOf(read.preferences);
      const scene: Scene = {
        since: Math.max(gate.since, stored?.rest.since ?? 0),
        learned: personalization ? (stored ?? { state: emptyState(options.rules), rest }) : undefined,
        cart: wanted.cart
          ? (read.cart?.value ?? { ...emptyCart(options.now), since: gate.since })
          : undefined,
        seen: new Map([...read.seen].map(([day, { ids }]) => [day, ids])),
      };
      const applied = await applyEvents(scene, events, options);
      const updatedAt = scene.learned?.rest.updatedAt ?? options.now;
      if (applied.fresh > 0) {
        if (scene.learned) transaction.set(refs.preferences, preferencesDocument(scene.learned));
        if (scene.cart && applied.changedCart) transaction.set(refs.cart, scene.cart);
        for (const day of applied.days) {
          const ids = scene.seen.get(day);
          if (ids) transaction.set(refs.day(day), seenDocument(day, ids));
        }
      }
      return { ...applied, updatedAt };
    });
  }
}

function learnedOf<V>({ value, version }: { value: StoredPreferences; version: V }) {
  const { usualItems, events, updatedAt, since, joined, ...document } = value;
  return {
    state: readState(document),
    rest: { usualItems, events, updatedAt, since, joined },
    written: value,
    version,
  };
}

function sceneOf({ since, learned, cart, seen }: Base): Scene {
  return { since, learned, cart: cart?.value, seen: new Map([...seen].map(([day, { ids }]) => [day, ids])) };
}

/** What is to be written, and who is told its new version. */
function writesOf(refs: FlushRefs, base: Base, { days, changedCart }: Applied) {
  const { learned, cart, seen } = base;
  const writes: { write: Write; keep: (version: Timestamp | undefined) => void }[] = [];
  const add = <V extends Timestamp | undefined>(
    holder: { version: V },
    ref: Write['ref'],
    data: Write['data'],
  ) =>
    writes.push({
      write: { ref, data, version: holder.version },
      keep: (version) => void Object.assign(holder, { version }),
    });
  if (learned) {
    const document = preferencesDocument(learned);
    add(learned, refs.preferences, changedFields(learned.written, document));
    learned.written = document;
  }
  if (cart && changedCart) add(cart, refs.cart, cart.value);
  for (const day of days) {
    const held = seen.get(day);
    if (held) add(held, refs.day(day), seenDocument(day, held.ids));
  }
  return writes;
}

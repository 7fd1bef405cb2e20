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
  /** Where nothing that only someone who was met has is stored yet: keeps the commit from whoever was erased meanwhile. */
  gate: Write | undefined;
  learned:
    | (NonNullable<Scene['learned']> & {
        /** What the document holds in this version; undefined where there is none yet. */
        written: StoredPreferences | undefined;
        version: Timestamp | undefined;
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
      if (!base) return 'unmet';
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
      if (base.gate) return flushed;
      bases.set(userId, base);
      const [oldest] = bases.size > keptBases ? bases.keys() : [];
      if (oldest !== undefined) bases.delete(oldest);
      return flushed;
    }
  };

  /** Reads what is not known yet; undefined where the person was not met. */
  async function complete(
    firestore: Firestore,
    refs: FlushRefs,
    known: Base | undefined,
    events: readonly LearnedEvent[],
  ): Promise<Base | undefined> {
    const changesCart = events.some(({ cart }) => cart);
    const read = await readWanted(
      refs,
      {
        preferences: personalization && !known?.learned,
        cart: !known?.cart && changesCart,
        days: daysOf(events).filter((day) => !known?.seen.has(day)),
      },
      firestore,
    );
    const stored = known?.learned ?? (read.preferences && learnedOf(read.preferences));
    const storedCart = known?.cart ?? read.cart;
    const anchor = personalization ? stored?.rest : storedCart?.value;
    const gate = anchor ? undefined : await readGate(firestore, refs.person);
    const since = anchor?.since ?? gate?.since;
    if (since === undefined) return undefined;
    const newCart = changesCart ? { value: { ...emptyCart(clock()), since }, version: undefined } : undefined;
    return {
      since,
      gate: gate?.unchanged,
      learned: stored ?? (personalization ? nothingLearned(since) : undefined),
      cart: storedCart ?? newCart,
      seen: new Map([...(known?.seen ?? []), ...read.seen]),
    };
  }

  function nothingLearned(since: number): Base['learned'] {
    const rest = { usualItems: [], events: 0, updatedAt: 0, since, joined: [] };
    return { state: emptyState(services.rules()), rest, written: undefined, version: undefined };
  }
}

function learnedOf({ value, version }: { value: StoredPreferences; version: Timestamp }) {
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
  const { gate, learned, cart, seen } = base;
  const writes: { write: Write; keep: (version: Timestamp | undefined) => void }[] = [];
  const add = (holder: { version: Timestamp | undefined }, ref: Write['ref'], data: Write['data']) =>
    writes.push({
      write: { ref, data, version: holder.version },
      keep: (version) => void (holder.version = version),
    });
  if (gate) writes.push({ write: gate, keep: () => void (base.gate = undefined) });
  if (learned) {
    const document = preferencesDocument(learned);
    const { written } = learned;
    add(learned, refs.preferences, written ? changedFields(written, document) : document);
    learned.written = document;
  }
  if (cart && changedCart) add(cart, refs.cart, cart.value);
  for (const day of days) {
    const held = seen.get(day);
    if (held) add(held, refs.day(day), seenDocument(day, held.ids));
  }
  return writes;
}

import type { Firestore } from '@google-cloud/firestore';
import { createCache } from '../platform/cache.ts';
import type { Clock } from '../platform/clock.ts';
import { type Window, windowSchema } from './schema.ts';
import { conversationsOf, type Opened } from './store.ts';

/** Another conversation of the person. */
export type Sibling = { conversationId: string; window: Window };

const most = 4;
/** Instances' clocks differ a little. */
const slackMs = 10_000;

type Held = { latest: Sibling[]; loadedAt: number };

/** A person's latest windows, held for a minute; what this instance writes is seen at once. */
export function createSiblings({ firestore, clock }: { firestore: () => Promise<Firestore>; clock: Clock }) {
  const max = 1000;
  const cache = createCache<Held>({ name: 'windows', ttlMs: 60_000, max, clock });
  /** The same objects as in the cache, to be changed in place. */
  const held = new Map<string, Held>();

  async function load(userId: string): Promise<Held> {
    const conversations = conversationsOf(await firestore(), userId);
    const one: Held = { latest: [], loadedAt: clock() };
    held.delete(userId);
    held.set(userId, one);
    const [oldest] = held.keys();
    if (held.size > max && oldest !== undefined) held.delete(oldest);
    const found = await conversations
      .orderBy('updatedAt', 'desc')
      .limit(most + 1)
      .get();
    for (const doc of found.docs) {
      // What this instance wrote while the query ran is newer.
      if (one.latest.some(({ conversationId }) => conversationId === doc.id)) continue;
      one.latest.push({ conversationId: doc.id, window: windowSchema.parse(doc.data()) });
    }
    sort(one);
    return one;
  }

  return {
    async read(userId: string, except: string): Promise<Sibling[]> {
      const found = await cache.get(userId, () => load(userId));
      return (found?.latest ?? []).filter(({ conversationId }) => conversationId !== except).slice(0, most);
    },
    /** Takes in a window that this instance wrote. */
    written({ userId, conversationId, window }: Opened): void {
      const one = held.get(userId);
      if (!one || !window) return;
      one.latest = [
        { conversationId, window },
        ...one.latest.filter((sibling) => sibling.conversationId !== conversationId),
      ];
      sort(one);
    },
    /** Drops what is held where the window that was just read tells that it no longer holds. */
    check(userId: string, window: Window | undefined): void {
      const one = held.get(userId);
      if (!one) return;
      const epoch = Math.max(...one.latest.map((sibling) => sibling.window.epoch), 0);
      const known = one.latest.some((sibling) => sibling.window.createdAt === window?.createdAt);
      // A conversation that began after the others were read may be of a person who forgot them in between.
      const holds = window && (known || window.createdAt < one.loadedAt - slackMs);
      if (one.latest.length === 0 || (holds && window.epoch <= epoch)) return;
      held.delete(userId);
      cache.delete(userId);
    },
    drop(userId: string): void {
      held.delete(userId);
      cache.delete(userId);
    },
  };
}

function sort(one: Held): void {
  one.latest = one.latest.toSorted((a, b) => b.window.updatedAt - a.window.updatedAt).slice(0, most + 1);
}

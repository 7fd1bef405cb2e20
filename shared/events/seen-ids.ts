import { hash } from 'node:crypto';

/** Of 20,000 ids of a person's day, two are alike once in 10²⁰ days. */
const bytesPerId = 12;

/** So many events of one day are taken of a person: their ids stay within one document. */
export const mostADay = 20_000;

/** The ids of a day's events. */
export type SeenIds = { has(id: string): boolean; add(id: string): void; size(): number; bytes(): Buffer };

/** Opens the ids that a document holds, to ask and to add to. */
export function openSeenIds(stored: Uint8Array = new Uint8Array()): SeenIds {
  const known = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
  const ids = new Set<string>();
  for (let at = 0; at < known.length; at += bytesPerId)
    ids.add(known.toString('latin1', at, at + bytesPerId));
  const added: string[] = [];
  return {
    has: (id) => ids.has(shorten(id)),
    add(id) {
      const short = shorten(id);
      if (ids.has(short)) return;
      ids.add(short);
      added.push(short);
    },
    size: () => ids.size,
    bytes: () => Buffer.concat([known, Buffer.from(added.join(''), 'latin1')]),
  };
}

/** The ids of both. */
export function joinSeenIds(one: Uint8Array, other: Uint8Array): Buffer {
  const ids = new Set<string>();
  for (const stored of [one, other]) {
    const bytes = Buffer.from(stored);
    for (let at = 0; at < bytes.length; at += bytesPerId)
      ids.add(bytes.toString('latin1', at, at + bytesPerId));
  }
  return Buffer.from([...ids].join(''), 'latin1');
}

/** How many ids these are. */
export const countSeenIds = (ids: Uint8Array): number => ids.length / bytesPerId;

function shorten(id: string): string {
  return hash('sha256', id, 'buffer').toString('latin1', 0, bytesPerId);
}

/** The UTC day of a moment. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

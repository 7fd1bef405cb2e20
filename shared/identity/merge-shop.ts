import { hash } from 'node:crypto';
import type { DocumentData } from '@google-cloud/firestore';
import { cartDocumentSchema, mostLines } from '../cart/index.ts';
import { countSeenIds, joinSeenIds, seenDocumentSchema } from '../events/index.ts';
import {
  mergeStates,
  pruneState,
  readState,
  storedPreferencesSchema,
  writeState,
} from '../preferences/index.ts';

const mostUsual = 50;

/** What both learned; sums made under other half-lives do not add up, and those of the person who lives on stay. */
export function mergePreferences(
  from: DocumentData,
  into: DocumentData | undefined,
  now: number,
): DocumentData | undefined {
  const theirs = storedPreferencesSchema.parse(from);
  const print = hash('sha256', JSON.stringify(from), 'base64url').slice(0, 16);
  if (!into) return { ...from, since: 0, joined: [...theirs.joined, print] };
  const mine = storedPreferencesSchema.parse(into);
  if (mine.joined.includes(print)) return undefined;
  const state = readState(mine);
  if (JSON.stringify(mine.halfLives) === JSON.stringify(theirs.halfLives)) {
    mergeStates(state, readState(theirs));
    pruneState(state, now);
  }
  const known = new Set(mine.usualItems.map(({ productId }) => productId));
  const usualItems = [
    ...mine.usualItems,
    ...theirs.usualItems.filter(({ productId }) => !known.has(productId)),
  ]
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, mostUsual);
  return {
    ...mine,
    ...writeState(state),
    usualItems,
    events: mine.events + theirs.events,
    updatedAt: Math.max(now, mine.updatedAt + 1),
    joined: [...mine.joined, ...theirs.joined, print],
  };
}

/** What only the other cart has comes to this one, unless it was replaced since. */
export function mergeCarts(from: DocumentData, into: DocumentData | undefined): DocumentData | undefined {
  if (!into) return { ...from, since: 0 };
  const [theirs, mine] = [cartDocumentSchema.parse(from), cartDocumentSchema.parse(into)];
  if (mine.replacedAt > theirs.updatedAt) return undefined;
  const room = mostLines - Object.values(mine.items).filter(({ quantity }) => quantity > 0).length;
  const missing = Object.entries(theirs.items)
    .filter(([productId, { quantity }]) => quantity > 0 && !Object.hasOwn(mine.items, productId))
    .slice(0, room);
  if (missing.length === 0) return undefined;
  return { ...mine, items: { ...mine.items, ...Object.fromEntries(missing) } };
}

/** The ids of both, so that no event has its effect again. */
export function mergeSeen(from: DocumentData, into: DocumentData | undefined): DocumentData | undefined {
  if (!into) return from;
  const [theirs, mine] = [seenDocumentSchema.parse(from), seenDocumentSchema.parse(into)];
  const ids = joinSeenIds(mine.ids, theirs.ids);
  if (ids.length === mine.ids.length) return undefined;
  return { ...into, ids, count: countSeenIds(ids) };
}

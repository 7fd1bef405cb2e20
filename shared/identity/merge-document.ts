import { createHash } from 'node:crypto';
import type { DocumentData } from '@google-cloud/firestore';
import { macrosSchema } from '../macros/index.ts';
import { windowFields, windowSchema } from '../memory/index.ts';
import { mergeLearning } from '../plan/index.ts';
import { mergeMacros } from './merge-macros.ts';
import { mergeCarts, mergePreferences, mergeSeen } from './merge-shop.ts';
import { mergeWindows } from './merge-windows.ts';

/** What of the new person a copy takes over. */
export type Place = { epoch: number; recallRevision: number; now: number };

/**
 * What is to be written where a document goes, given what is there; nothing when all of it is there already. Where
 * two documents cannot be made one, that of the person who lives on stays.
 */
export function mergeDocument(
  path: string,
  from: DocumentData,
  into: DocumentData | undefined,
  place: Place,
): DocumentData | undefined {
  if (path === 'state/context' || path === 'recall/directory' || isExpired(from, place.now)) return undefined;
  if (path === 'state/macros') return macros(from, into);
  if (path === 'state/preferences') return mergePreferences(from, into, place.now);
  if (path === 'state/cart') return mergeCarts(from, into);
  const [collection] = path.split('/');
  if (collection === 'conversations') return conversation(from, into, place);
  if (path === 'state/learning') return learned(from, into);
  if (collection === 'seen') return mergeSeen(from, into);
  if (!into) return from;
  if (collection === 'conversationMemories') return staleMemory(from, into);
  if (collection === 'personas') return struckByBoth(from, into);
  // A mark set after the entry was copied comes after it.
  const lacks = collection === 'outbox' && Object.keys(from).some((field) => !(field in into));
  return lacks ? { ...from, ...into } : undefined;
}

function conversation(from: DocumentData, into: DocumentData | undefined, { epoch, recallRevision }: Place) {
  const source = windowSchema.parse(from);
  if (!into) return { ...from, ...windowFields({ ...source, epoch, recallRevision }) };
  const merged = mergeWindows(source, windowSchema.parse(into));
  return merged && windowFields(merged);
}

function macros(from: DocumentData, into: DocumentData | undefined): DocumentData | undefined {
  const known = macrosSchema.parse(into?.['macros'] ?? []);
  const merged = mergeMacros(macrosSchema.parse(from['macros'] ?? []), known);
  return merged.length > known.length ? { macros: merged } : undefined;
}

/** What was learned of both counts together, once, however often it is copied. */
function learned(from: DocumentData, into: DocumentData | undefined): DocumentData | undefined {
  const key = createHash('sha256').update(JSON.stringify(from)).digest('hex').slice(0, 32);
  return mergeLearning(from, into, key);
}

/** A memory of a conversation that two became is of one half alone: it is made anew at the next occasion. */
function staleMemory(from: DocumentData, into: DocumentData): DocumentData | undefined {
  const isDone = isCopy(from, into) || into['conversationUpdatedAt'] === 0;
  return isDone ? undefined : { ...into, conversationUpdatedAt: 0 };
}

function isCopy(from: DocumentData, into: DocumentData): boolean {
  return JSON.stringify(from) === JSON.stringify(into);
}

/** What either struck from their persona stays struck, and the night makes one of both. */
function struckByBoth(from: DocumentData, into: DocumentData): DocumentData | undefined {
  const [theirs, own] = [from, into].map(({ struck }) =>
    Array.isArray(struck) ? (struck as unknown[]) : [],
  );
  const known = new Set(own?.map((item) => JSON.stringify(item)));
  const missing = theirs?.filter((item) => !known.has(JSON.stringify(item))) ?? [];
  const isDone = isCopy(from, into) || (missing.length === 0 && into['generatedAt'] === 0);
  return isDone ? undefined : { ...into, struck: [...(own ?? []), ...missing], generatedAt: 0 };
}

function isExpired({ expireAt }: DocumentData, now: number): boolean {
  return hasTime(expireAt) && expireAt.toMillis() <= now;
}

function hasTime(value: unknown): value is { toMillis(): number } {
  return typeof value === 'object' && value !== null && 'toMillis' in value;
}

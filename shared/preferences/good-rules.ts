import type { Firestore } from '@google-cloud/firestore';
import { parseRules } from './parse-rules.ts';
import type { Rules } from './rules.ts';
import { goodRulesRef } from './store.ts';

/** The rules that were in force before the live ones were broken; nothing where none were, so that the shipped ones are. */
export async function readGoodRules(firestore: Firestore): Promise<Rules | undefined> {
  const text: unknown = (await goodRulesRef(firestore).get()).get('text');
  return typeof text === 'string' ? (await parseRules(text)).rules : undefined;
}

/** Keeps the text of rules that are good for who starts while the live ones are broken; without a text, none. */
export async function keepGoodRules(firestore: Firestore, text: string | undefined): Promise<void> {
  const ref = goodRulesRef(firestore);
  // Every instance comes by here, and most find it done.
  const kept: unknown = (await ref.get()).get('text');
  if (kept === text) return;
  await (text === undefined ? ref.delete() : ref.set({ text }));
}

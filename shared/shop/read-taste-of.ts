import {
  emptyState,
  learnEvent,
  preferencesOf,
  preferencesRef,
  type PreferenceState,
  readState,
  readTaste,
  type StoredPreferences,
  type Taste,
} from '../preferences/index.ts';
import type { LearnedEvent } from '../events/index.ts';
import type { ShopServices } from './services.ts';

/** A person's taste as of now, and what names the items in it. */
export type PersonalTaste = {
  taste: Taste;
  stored: StoredPreferences | undefined;
  waiting: readonly Pick<LearnedEvent, 'subject'>[];
};

/** Reads what the store has of the person, and lays over it what this process has learned and not yet stored. */
export async function readTasteOf(services: ShopServices, userId: string): Promise<PersonalTaste> {
  const { firestore, pending, rules, clock = Date.now } = services;
  const ref = preferencesRef(await firestore(), userId);
  // An instance that was idle would go by the rules of then.
  const [snapshot] = await Promise.all([ref.get(), rules.ready()]);
  const current = rules.current().rules;
  const stored = preferencesOf(snapshot);
  const waiting = pending(userId, stored?.updatedAt);
  const state = stored ? readState(stored) : emptyState(current);
  for (const { event, subject } of waiting) learnEvent(state, event, subject, current);
  return { taste: readTaste(state, current, services.population.current(), clock()), stored, waiting };
}

/** Whether anything was learned at all. */
export function isBlank({ evidence, history }: PreferenceState): boolean {
  return history.size === 0 && Object.values(evidence).every(({ size }) => size === 0);
}

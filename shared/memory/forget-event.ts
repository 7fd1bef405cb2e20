import type { Firestore } from '@google-cloud/firestore';
import { changeLive, changeSealed, type EventAddress, isOfEvent } from './change-sealed.ts';
import { archiveIdOf, type Window } from './schema.ts';

/** Forgets an event or activity wherever it is kept; false where it is nowhere. */
export async function forgetEvent(
  { firestore }: { firestore: Firestore },
  address: EventAddress,
): Promise<boolean> {
  const { conversationId, eventId } = address;
  const id = archiveIdOf(conversationId, eventId);
  const uncited = (window: Window) => ({
    ...window,
    evidence: window.evidence.filter((one) => one.id !== id),
  });
  const live = await changeLive(firestore, address, (window) => {
    const events = window.events.filter((event) => event.id !== eventId);
    const activities = window.activities.filter(
      (activity) => activity.id !== eventId && !isOfEvent(activity.id, eventId),
    );
    const same = events.length === window.events.length && activities.length === window.activities.length;
    return same ? undefined : { ...uncited(window), events, activities };
  });
  if (live) return true;
  return changeSealed(firestore, address, {
    event: () => undefined,
    snippet: () => undefined,
    // A summary cannot be searched for one thing; it may hold what is to be forgotten.
    window: (window) => ({ ...uncited(window), summary: '' }),
  });
}

import type { DocumentReference, DocumentSnapshot } from '@google-cloud/firestore';
import { type WorkContext, workContextSchema } from './schema.ts';

/** Where the work context is, under the person's document. */
export function contextRef(person: DocumentReference): DocumentReference {
  return person.collection('state').doc('context');
}

/** The context that was read, as it was stored. */
export function contextOf(snapshot: DocumentSnapshot): WorkContext | undefined {
  return snapshot.exists ? workContextSchema.parse(snapshot.data()) : undefined;
}

/**
 * The fields to write for a context that was made from `base`: all of them where a session begins, for what is
 * stored is then of the last one; else those that differ, so that a change made elsewhere meanwhile stays.
 */
export function contextChanges(context: WorkContext, base?: WorkContext): Partial<WorkContext> {
  if (base === undefined || base.lastActive === null) return context;
  const same = (field: keyof WorkContext) => JSON.stringify(context[field]) === JSON.stringify(base[field]);
  const changed = Object.entries(context).filter(([field]) => !same(field as keyof WorkContext));
  return { lastActive: context.lastActive, ...Object.fromEntries(changed) };
}

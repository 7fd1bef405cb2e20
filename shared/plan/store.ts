import type {
  CollectionReference,
  DocumentReference,
  DocumentSnapshot,
  Firestore,
} from '@google-cloud/firestore';
import { z } from 'zod';
import { profileRef } from '../profile/index.ts';
import { type Feedback, feedbackSchema } from './feedback-schema.ts';
import { type DayPlan, dayPlanSchema, type Learning, learningSchema } from './schema.ts';

/** A plan as it is stored. */
const storedPlanSchema = dayPlanSchema.extend({
  /** Tasks that the person wanted others for; they do not come back that day. */
  declined: z.array(z.string()).default([]),
  /** How often it was made anew, so that no two choices of a day draw the same. */
  revision: z.int().default(0),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type StoredPlan = z.output<typeof storedPlanSchema>;

/** Where what choosing has learned of a person is, under their document. */
export function learningRef(person: DocumentReference): DocumentReference {
  return person.collection('state').doc('learning');
}

/** Where a person's plan of a day is. */
export function planRef(person: DocumentReference, date: string): DocumentReference {
  return person.collection('plans').doc(date);
}

/** Where what a person said of tasks is. */
export function feedbackOf(person: DocumentReference): CollectionReference {
  return person.collection('feedback');
}

/** The learning state that was read. */
export function learningOf(snapshot: DocumentSnapshot): Learning | undefined {
  return snapshot.exists ? learningSchema.parse(snapshot.data()) : undefined;
}

/** The plan that was read. */
export function planOf(snapshot: DocumentSnapshot): StoredPlan | undefined {
  return snapshot.exists ? storedPlanSchema.parse(snapshot.data()) : undefined;
}

/** The word on a task that was read. */
export function feedbackRead(snapshot: DocumentSnapshot): Feedback | undefined {
  return snapshot.exists ? feedbackSchema.parse(snapshot.data()) : undefined;
}

/** What is stored of a day and of what was learned, in one read. */
export async function readDay(
  firestore: Firestore,
  userId: string,
  date: string,
): Promise<{ learning: Learning | undefined; plan: StoredPlan | undefined }> {
  const person = profileRef(firestore, userId);
  const [learning, plan] = await firestore.getAll(learningRef(person), planRef(person, date));
  return { learning: learning && learningOf(learning), plan: plan && planOf(plan) };
}

/** What is stored of a person's days: the learning state, and the plans of these dates that there are, in one read. */
export async function readDays(
  firestore: Firestore,
  userId: string,
  dates: readonly string[],
): Promise<{ learning: Learning | undefined; plans: DayPlan[] }> {
  const person = profileRef(firestore, userId);
  const [learning, ...plans] = await firestore.getAll(
    learningRef(person),
    ...dates.map((date) => planRef(person, date)),
  );
  return {
    learning: learning && learningOf(learning),
    plans: plans.flatMap((snapshot) => planOf(snapshot) ?? []),
  };
}

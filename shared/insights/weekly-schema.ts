import { z } from 'zod';

/** Written once here, made by the provisioner. */
export const weeklyTopic = 'weekly-summaries';

/** What asks for summaries: the schedule, a page of the people who are due, one of them. */
export const weeklyMessageSchema = z.union([
  z.strictObject({ source: z.literal('schedule') }),
  z.strictObject({ after: z.strictObject({ at: z.number(), userId: z.string().min(1) }) }),
  z.strictObject({ userId: z.string().min(1) }),
]);
export type WeeklyMessage = z.output<typeof weeklyMessageSchema>;
export type WeeklyPlace = Extract<WeeklyMessage, { after: unknown }>['after'];

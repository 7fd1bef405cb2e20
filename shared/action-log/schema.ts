import { z } from 'zod';

/** Published by the schedule in `infra/deployment.ts`. */
export const populationTopic = 'population';
export const populationMessageSchema = z.strictObject({ source: z.string().min(1).max(100) });
export type PopulationMessage = z.output<typeof populationMessageSchema>;

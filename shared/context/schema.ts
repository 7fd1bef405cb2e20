import { z } from 'zod';

const text = (most: number) => z.string().trim().max(most, `Must have at most ${most} characters`);
const skill = text(60).min(1, 'Must not be empty');
const fact = text(300).min(1, 'Must not be empty');

/** How many skills and facts are kept. */
export const keptSkills = 5;
export const keptFacts = 10;

/** What the person is at; an empty text is nothing, a null time is never. */
export const workContextSchema = z.object({
  currentProject: text(200).default(''),
  currentTask: text(300).default(''),
  activeBranch: text(200).default(''),
  /** Most recent first. */
  recentSkills: z.array(skill).max(keptSkills).default([]),
  /** Oldest first. */
  sessionFacts: z.array(fact).max(keptFacts).default([]),
  lastActive: z.number().nullable().default(null),
  sessionStart: z.number().nullable().default(null),
});
export type WorkContext = z.output<typeof workContextSchema>;

/** What a person or their app may set; the rest follows from what happens. */
export const contextEditSchema = z.strictObject({
  currentProject: text(200).optional(),
  currentTask: text(300).optional(),
  activeBranch: text(200).optional(),
  sessionFacts: z.array(fact).max(keptFacts, `Must have at most ${keptFacts} items`).optional(),
});
export type ContextEdit = z.output<typeof contextEditSchema>;

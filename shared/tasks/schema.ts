import { z } from 'zod';
import { archetypes, languages } from '../profile/index.ts';

export const categories = ['hydration', 'movement', 'nutrition', 'wellness', 'recovery', 'work'] as const;
export const modes = ['high', 'medium', 'low'] as const;
export const timesOfDay = ['morning', 'afternoon', 'evening'] as const;
const difficulties = ['beginner', 'intermediate', 'advanced'] as const;

/** What a task asks of a body, a kitchen or a house, so that one rule speaks of every task like it. */
const traits = [
  'caffeine',
  'citrus',
  'coconut',
  'cold',
  'cycling',
  'dairy',
  'dance',
  'fish',
  'heat',
  'high_impact',
  'intense',
  'knee_load',
  'nuts',
  'oats',
  'on_floor',
  'outdoors',
  'roller',
  'sesame',
  'social',
  'tea',
  'writing',
] as const;

const words = (most: number) => z.record(z.enum(languages), z.string().trim().min(1).max(most));
const fit = z.number().min(0).max(1);
const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Must be lower-case words joined by hyphens');

export const taskSchema = z.strictObject({
  id: id.max(64),
  category: z.enum(categories),
  title: words(80),
  description: words(400),
  why: words(300),
  minutes: z.int().min(1).max(180),
  difficulty: z.enum(difficulties),
  archetypeFit: z.record(z.enum(archetypes), fit),
  modeFit: z.record(z.enum(modes), fit),
  timesOfDay: z.array(z.enum(timesOfDay)).min(1),
  /** Tasks of one group are variations of one thing: rotation rests them together. */
  variationGroup: id.max(64),
  traits: z.array(z.enum(traits)),
  version: z.string().regex(/^v\d+$/, 'Must be a version, e.g. v1'),
});

export type Task = z.output<typeof taskSchema>;
export type Category = Task['category'];
export type Mode = keyof Task['modeFit'];
export type TimeOfDay = Task['timesOfDay'][number];
export type Difficulty = Task['difficulty'];
export type Trait = Task['traits'][number];
/** Said in every language the product speaks. */
export type Words = Task['title'];

import { z } from 'zod';
import { defaultPersona } from './default-persona.ts';
import { isTimeZone } from './is-time-zone.ts';

export const languages = ['ru', 'en'] as const;
export const tones = ['witty', 'formal', 'casual', 'concise', 'detailed'] as const;
export const responseLengths = ['short', 'medium', 'long'] as const;
export const archetypes = [
  'foundation_builder',
  'transformation_seeker',
  'systematic_improver',
  'peak_performer',
  'resilience_rebuilder',
  'connected_explorer',
] as const;

export const languageSchema = z.enum(languages, `Must be one of ${languages.join(', ')}`);
export type Language = z.output<typeof languageSchema>;
export const toneSchema = z.enum(tones, `Must be one of ${tones.join(', ')}`);
export type Tone = z.output<typeof toneSchema>;

/** One line that a person wrote: no control characters, no half of a surrogate pair. */
const line = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `Must have at most ${most} characters`)
    // Marks that turn the direction of text would do so in what others write around it.
    .regex(
      /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]*$/u,
      'Must be one line without control characters',
    );

const interests = z
  .array(line(60).min(1, 'Must not be empty'))
  .max(20, 'Must have at most 20 items')
  .meta({ description: 'At most 20 items of at most 60 characters' });

const timezone = z
  .string()
  .max(64, 'Must have at most 64 characters')
  .refine(isTimeZone, 'Must be an IANA time zone, e.g. Europe/Moscow');

const responseLength = z.enum(responseLengths, `Must be one of ${responseLengths.join(', ')}`);
const archetype = z.enum(archetypes, `Must be one of ${archetypes.join(', ')}`);
const persona = z.string().trim().min(1, 'Must not be empty').max(2000, 'Must have at most 2000 characters');

/** The person as the butler knows them; a field that an older document lacks has its default. */
export const profileSchema = z.object({
  userId: z.string().min(1).max(128),
  name: line(100).default(''),
  timezone: timezone.default('UTC'),
  language: languageSchema.default('ru'),
  tone: toneSchema.default('witty'),
  persona: persona.default(defaultPersona.ru),
  domain: interests.default([]),
  techStack: interests.default([]),
  preferredTopics: interests.default([]),
  communication: z
    .object({
      useEmoji: z.boolean().default(false),
      markdown: z.boolean().default(true),
      responseLength: responseLength.default('short'),
    })
    .prefault({}),
  archetype: archetype.default('foundation_builder'),
  onboarded: z.boolean().default(false),
  onboardedAt: z.number().nullable().default(null),
  createdAt: z.number(),
  updatedAt: z.number(),
  /** Set when this identity was linked to another person, who lives on under that id. */
  mergedInto: z.string().min(1).max(128).optional(),
});
export type Profile = z.output<typeof profileSchema>;

/** What a person may change about themselves; all of it optional, nothing else accepted. */
export const profileEditSchema = z.strictObject({
  name: line(100).optional(),
  timezone: timezone.optional(),
  language: languageSchema.optional(),
  tone: toneSchema.optional(),
  domain: interests.optional(),
  techStack: interests.optional(),
  preferredTopics: interests.optional(),
  communication: z
    .strictObject({
      useEmoji: z.boolean().optional(),
      markdown: z.boolean().optional(),
      responseLength: responseLength.optional(),
    })
    .optional(),
  archetype: archetype.optional(),
  onboarded: z.boolean().optional(),
});
export type ProfileEdit = z.output<typeof profileEditSchema>;

/** What the operator may change: the person's fields and the persona. */
export const profileAdminEditSchema = profileEditSchema.extend({ persona: persona.optional() });
export type ProfileAdminEdit = z.output<typeof profileAdminEditSchema>;

import { z } from 'zod';
import { defaultPersona } from '../profile/index.ts';

/** The parts of the prompts that are not templates by name. */
export const promptParts = ['base-ru', 'base-en', 'user-persona', 'max-chars'] as const;
export type PromptPart = (typeof promptParts)[number];

/** What a template may be called. */
export const templateNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'Must be lower-case letters, digits and hyphens, at most 40')
  .refine((name) => !promptParts.some((part) => part === name), 'Is the name of another part');

/** The name of a part, or of a template. */
export const promptPartSchema = z.enum(promptParts).or(templateNameSchema);

const text = z
  .string()
  .max(20_000, 'Must have at most 20000 characters')
  .refine((given) => given.trim() !== '', 'Must not be empty');

/** `config/prompts`: what the operator may say in every prompt; what is not there is built in. */
export const promptsSchema = z.object({
  /** Who the butler is, in the language of the answer. */
  base: z.object({ ru: text.default(defaultPersona.ru), en: text.default(defaultPersona.en) }).prefault({}),
  /** What the butler is told of the person. */
  userPersona: text.default('{{USER_PERSONA}}'),
  /** Prompts for simple completions, by name. */
  templates: z
    .record(templateNameSchema, text)
    .default({})
    .refine((templates) => Object.keys(templates).length <= 50, 'Must be at most 50'),
  /** The most characters that one placeholder becomes. */
  maxChars: z
    .number('Must be a whole number')
    .int('Must be a whole number')
    .min(50, 'Must be at least 50')
    .max(20_000, 'Must be at most 20000')
    .default(2000),
});
export type Prompts = z.output<typeof promptsSchema>;

/** The prompts of who has set none. */
export const defaultPrompts: Prompts = promptsSchema.parse({});

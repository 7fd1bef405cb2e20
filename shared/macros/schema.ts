import { z } from 'zod';

/** How many macros a person may have, and how many steps one may come to once its commands are followed. */
export const mostMacros = 20;
export const mostSteps = 20;

const text = (most: number) =>
  z.string().trim().min(1, 'Must not be empty').max(most, `Must have at most ${most} characters`);

/** A text to act on, as if the person had sent it. */
const command = text(1000);
/** A named ability, with what it is given after its name: `search oat milk`. */
const skill = text(300);

const step = z.discriminatedUnion('actionType', [
  z.strictObject({ actionType: z.literal('command'), action: command }),
  z.strictObject({ actionType: z.literal('skill'), action: skill }),
]);
/** One thing a macro does. */
export type MacroStep = z.output<typeof step>;

const common = {
  triggerPhrases: z
    .array(text(100))
    .min(1, 'Must have at least 1 item')
    .max(10, 'Must have at most 10 items'),
  description: z.string().trim().max(300, 'Must have at most 300 characters').default(''),
};
const kept = { id: z.string().min(1).max(64), useCount: z.number().int().min(0), createdAt: z.number() };

const actions = {
  command: { actionType: z.literal('command'), action: command },
  skill: { actionType: z.literal('skill'), action: skill },
  sequence: {
    actionType: z.literal('sequence'),
    action: z.array(step).min(1, 'Must have at least 1 item').max(10, 'Must have at most 10 items'),
  },
};

/** A macro as a person writes it. */
export const macroDraftSchema = z.discriminatedUnion('actionType', [
  z.strictObject({ ...common, ...actions.command }),
  z.strictObject({ ...common, ...actions.skill }),
  z.strictObject({ ...common, ...actions.sequence }),
]);
export type MacroDraft = z.output<typeof macroDraftSchema>;

/** A macro as it is kept. */
export const macroSchema = z.discriminatedUnion('actionType', [
  z.object({ ...kept, ...common, ...actions.command }),
  z.object({ ...kept, ...common, ...actions.skill }),
  z.object({ ...kept, ...common, ...actions.sequence }),
]);
export type Macro = z.output<typeof macroSchema>;

/** All macros of a person. */
export const macrosSchema = z.array(macroSchema).max(mostMacros);

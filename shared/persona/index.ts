export { asData } from './as-data.ts';
export { type Ask, askObject, askWith } from './ask-object.ts';
export {
  type EveryoneJob,
  type JobOptions,
  personaMessageSchema,
  type PersonaMessage,
  personaTopic,
  type PersonJob,
  refreshOptions,
} from './job-schema.ts';
export { forgetMade } from './forget-made.ts';
export { hasConversation } from './read-talk.ts';
export { isOver } from './job-store.ts';
export { createPersonaJobs, type JobServices, type PersonaJobs } from './jobs.ts';
export { makeConversationMemory, type MakingServices } from './make-conversation-memory.ts';
export { makePersona, type PersonaOutcome, type PersonaServices } from './make-persona.ts';
export { needsMemory } from './needs-memory.ts';
export { type PersonaStoring, savePersona, upsertPersona } from './save-persona.ts';
export * from './schema.ts';
export { conversationMemoryOf, memoriesOf, personaOf, personaRef, readPersona } from './store.ts';
export { strikePersona } from './strike-persona.ts';
export { withoutStruck } from './struck.ts';
export { WrongAnswerError } from './wrong-answer-error.ts';
export { resumeJobs, workOnJob } from './work-on-job.ts';
export { checkPrompts, type PromptProblem } from './check-prompts.ts';
export { createPersonas, type Personas } from './create-personas.ts';
export { createPrompts, promptsRef, type PromptSource } from './create-prompts.ts';
export { describeProblem, partNames, partOf, readPrompts, savePrompt, withPart } from './edit-prompts.ts';
export { fillPlaceholders, type Filled } from './fill-placeholders.ts';
export { fitPlaceholders } from './fit-placeholders.ts';
export { parsePlaceholders } from './parse-placeholders.ts';
export { defaultPrompts, promptPartSchema, type Prompts, templateNameSchema } from './prompts-schema.ts';

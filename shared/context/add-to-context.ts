import { keptFacts, keptSkills, type WorkContext } from './schema.ts';

/** Puts a skill that ran first; a skill is there once. */
export function addSkill(context: WorkContext, skill: string): WorkContext {
  const others = context.recentSkills.filter((other) => other !== skill);
  return { ...context, recentSkills: [skill, ...others].slice(0, keptSkills) };
}

/** Puts a fact last; the oldest give way. */
export function addSessionFact(context: WorkContext, fact: string): WorkContext {
  const others = context.sessionFacts.filter((other) => other !== fact);
  return { ...context, sessionFacts: [...others, fact].slice(-keptFacts) };
}

import { AppError } from '../platform/errors.ts';
import { expandMacro, MacroExpansionError, stepsOf } from './expand-macro.ts';
import { normalizePhrase } from './match-macro.ts';
import { type Macro, type MacroDraft, macroSchema, mostMacros } from './schema.ts';
import { skillOf } from './skill-of.ts';

/** The person's macros with this one added, or put in the place of the one with its id. */
export function saveMacro(
  macros: readonly Macro[],
  draft: MacroDraft,
  made: { id: string; now: number; skills: readonly string[] },
): Macro[] {
  const before = macros.find((macro) => macro.id === made.id);
  const others = macros.filter((macro) => macro !== before);
  if (others.length >= mostMacros) refuse('macros', `Must be at most ${mostMacros} macros`);
  checkPhrases(others, draft);
  checkSkills(draft, made.skills);
  const macro = macroSchema.parse({
    ...draft,
    id: made.id,
    useCount: before?.useCount ?? 0,
    createdAt: before?.createdAt ?? made.now,
  });
  const next = before ? macros.map((one) => (one === before ? macro : one)) : [...macros, macro];
  checkSteps(macro, next);
  return next;
}

function checkPhrases(others: readonly Macro[], draft: MacroDraft): void {
  const taken = new Set(others.flatMap((macro) => macro.triggerPhrases.map(normalizePhrase)));
  draft.triggerPhrases.forEach((phrase, index) => {
    const normal = normalizePhrase(phrase);
    if (normal === '') refuse(`triggerPhrases.${index}`, 'Must have a letter, a digit or an emoji');
    if (taken.has(normal)) refuse(`triggerPhrases.${index}`, 'Must not be the phrase of another macro');
  });
}

function checkSkills(draft: MacroDraft, skills: readonly string[]): void {
  stepsOf(draft).forEach((step, index) => {
    if (step.actionType !== 'skill' || skills.includes(skillOf(step.action).skill)) return;
    const path = draft.actionType === 'sequence' ? `action.${index}.action` : 'action';
    refuse(path, `Must begin with a skill: ${skills.join(', ')}`);
  });
}

/** A new phrase can close a loop among macros that were saved before, so each of them is followed. */
function checkSteps(saved: Macro, macros: readonly Macro[]): void {
  for (const macro of [saved, ...macros]) {
    try {
      expandMacro(macro, macros);
    } catch (error) {
      if (!(error instanceof MacroExpansionError)) throw error;
      const rule = error.reason === 'loop' ? 'Must not lead back to itself' : error.message;
      refuse('action', macro === saved ? rule : `${rule} (through another macro)`);
    }
  }
}

function refuse(path: string, rule: string): never {
  throw new AppError('bad_request', 'The macro cannot be saved.', { fields: [{ path, rule }] });
}

import { normalizePhrase } from './match-macro.ts';
import { type Macro, type MacroDraft, type MacroStep, mostSteps } from './schema.ts';

/** A macro leads back to itself, or comes to too many steps. */
export class MacroExpansionError extends Error {
  readonly reason: 'loop' | 'too_long';

  constructor(reason: 'loop' | 'too_long') {
    super(reason === 'loop' ? 'Leads back to itself' : `Comes to more than ${mostSteps} steps`);
    this.name = 'MacroExpansionError';
    this.reason = reason;
  }
}

/** What a macro does, step by step; a command that triggers another macro is replaced by what that one does. */
export function expandMacro<M extends Macro | MacroDraft>(macro: M, macros: readonly M[]): MacroStep[] {
  const triggered = new Map(
    macros.toReversed().flatMap((one) => one.triggerPhrases.map((phrase) => [normalizePhrase(phrase), one])),
  );
  const steps: MacroStep[] = [];
  const open: M[] = [];
  const run = (current: M) => {
    if (open.includes(current)) throw new MacroExpansionError('loop');
    open.push(current);
    for (const step of stepsOf(current)) {
      const next = step.actionType === 'command' ? triggered.get(normalizePhrase(step.action)) : undefined;
      if (next) run(next);
      else if (steps.push(step) > mostSteps) throw new MacroExpansionError('too_long');
    }
    open.pop();
  };
  run(macro);
  return steps;
}

/** The steps that a macro names itself. */
export function stepsOf(macro: Macro | MacroDraft): readonly MacroStep[] {
  if (macro.actionType === 'sequence') return macro.action;
  return [{ actionType: macro.actionType, action: macro.action }];
}

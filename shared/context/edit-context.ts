import { touchContext } from './touch-context.ts';
import type { ContextEdit, WorkContext } from './schema.ts';

/** The context after an edit, which counts as activity, so that it does not vanish at once. */
export function editContext(stored: WorkContext, edit: ContextEdit, now: number): WorkContext {
  const context = touchContext(stored, now);
  return {
    ...context,
    currentProject: edit.currentProject ?? context.currentProject,
    currentTask: edit.currentTask ?? context.currentTask,
    activeBranch: edit.activeBranch ?? context.activeBranch,
    sessionFacts: edit.sessionFacts ?? context.sessionFacts,
  };
}

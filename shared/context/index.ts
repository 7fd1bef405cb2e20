export { addSessionFact, addSkill } from './add-to-context.ts';
export { currentContext, emptyContext, idleMs } from './current-context.ts';
export { editContext } from './edit-context.ts';
export * from './schema.ts';
export { contextChanges, contextOf, contextRef } from './store.ts';
export { touchContext } from './touch-context.ts';

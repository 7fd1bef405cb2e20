export { commitTurn } from './remember-turn.ts';
export * from './schema.ts';
export { memorySkills } from './skills.ts';
export { createTurns, type Turns } from './take-turn.ts';

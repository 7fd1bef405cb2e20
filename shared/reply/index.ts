export { commitTurn } from './remember-turn.ts';
export * from './schema.ts';
export { butlerSkills } from './butler-skills.ts';
export { createTurns, type Turns } from './take-turn.ts';

import { daySkills } from './day-skills.ts';
import { shopSkills } from './shop-skills.ts';
import { memorySkills, type Skills } from './skills.ts';

/** All that the butler can do by name. */
export const butlerSkills = { ...memorySkills, ...shopSkills, ...daySkills } satisfies Skills;

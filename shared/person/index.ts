export * from './erasure-mark.ts';
export type { Hints } from './meet-person.ts';
export { createPeople, type People, type PeopleOptions } from './people.ts';
export { requireAppUser, telegramPrefix } from './require-app-user.ts';

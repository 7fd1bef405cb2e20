export * from './erasure-mark.ts';
export { type Hints, type Meeting, newPerson } from './meet-person.ts';
export { createPeople, type People, type PeopleOptions } from './people.ts';
export { readGate } from './read-gate.ts';
export { requireAppUser, telegramPrefix } from './require-app-user.ts';

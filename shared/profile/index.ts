export { defaultPersona } from './default-persona.ts';
export { defaultProfile } from './default-profile.ts';
export { editProfile } from './edit-profile.ts';
export { isTimeZone } from './is-time-zone.ts';
export * from './schema.ts';
export { profileOf, profileRef, type StoredProfile, usersCollection } from './store.ts';

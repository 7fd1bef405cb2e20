export { defaultPersona } from './default-persona.ts';
export { defaultProfile } from './default-profile.ts';
export { editProfile } from './edit-profile.ts';
export { hasOwnLanguage } from './has-own-language.ts';
export { isTimeZone } from './is-time-zone.ts';
export { datesOfWeek, isWeek, shiftWeek, weekOfDate } from './iso-week.ts';
export { localDate, localHour } from './local-time.ts';
export * from './schema.ts';
export { profileOf, profileRef, type StoredProfile, usersCollection } from './store.ts';
export {
  dueWeek,
  firstWeekly,
  mergeWeekly,
  moveWeekly,
  nextWeekly,
  weekAt,
  type WeeklySlot,
} from './weekly-slot.ts';

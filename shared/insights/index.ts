export { askWeek } from './ask-week.ts';
export { createWeeks, type Weeks, type WeeksOptions } from './create-weeks.ts';
export { habitStrength } from './habit-strength.ts';
export { measureWeek, type WeekMeasured } from './measure-week.ts';
export { presentWeek } from './present-week.ts';
export * from './schema.ts';
export { findDue, settleWeek } from './store.ts';
export * from './weekly-schema.ts';
export { writeWeek } from './write-week.ts';

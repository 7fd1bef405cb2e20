export { habitStrength } from './habit-strength.ts';
export { measureWeek, type WeekMeasured } from './measure-week.ts';
export * from './schema.ts';

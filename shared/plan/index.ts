export { advancePhase, overridePhase, phaseProgress, type PhaseThresholds } from './advance-phase.ts';
export { celebratePhase } from './celebrate-phase.ts';
export { countStreak } from './count-streak.ts';
export { findHints, type Hint } from './find-hints.ts';
export { judgeTask, strengthOf } from './judge-task.ts';
export { learnOutcome, type Outcome } from './learn-outcome.ts';
export { daysBetween, isWeekday, localDay, nextDay } from './local-day.ts';
export { type DayAsked, type DayPlanned, planDay, replanDay, swapTask } from './plan-day.ts';
export * from './schema.ts';

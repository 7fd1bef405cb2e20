export { advancePhase, overridePhase, phaseProgress, type PhaseThresholds } from './advance-phase.ts';
export { celebratePhase } from './celebrate-phase.ts';
export { countStreak } from './count-streak.ts';
export { createPlans } from './create-plans.ts';
export { findHints, type Hint } from './find-hints.ts';
export type { Known } from './find-supply.ts';
export { judgeTask, strengthOf } from './judge-task.ts';
export {
  type Feedback,
  feedbackDraftSchema,
  type FeedbackDraft,
  type FeedbackReceipt,
  feedbackSchema,
  feedbackStatuses,
} from './feedback-schema.ts';
export type { Learned, LearnedCategory, LearnedTask } from './learned.ts';
export { learnOutcome, type Outcome } from './learn-outcome.ts';
export { daysBetween, isWeekday, localDay, nextDay } from './local-day.ts';
export { type DayAsked, type DayPlanned, planDay, replanDay, swapTask } from './plan-day.ts';
export { mergeLearning } from './merge-learning.ts';
export type { OpenTask, Plans, PlansOptions } from './plans.ts';
export { presentPlan } from './present-plan.ts';
export { tellPlan } from './tell-plan.ts';
export { readKnown } from './read-known.ts';
export { taskChoicesTable, type TaskChoiceRow, taskFeedbackTable, type TaskFeedbackRow } from './rows.ts';
export * from './schema.ts';
export { setPhase } from './set-phase.ts';
export { planConfig, type PlanSettings, planSettings } from './settings.ts';
export { learningOf, learningRef, planOf, planRef, readDays, type StoredPlan } from './store.ts';

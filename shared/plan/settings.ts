import type { Config } from '../platform/config.ts';
import type { PhaseThresholds } from './advance-phase.ts';

/** The variables that plans are configured by. */
export const planConfig = [
  'ENABLE_DYNAMIC_PLANS',
  'ADAPTIVE_LEARNING_ENABLED',
  'FEEDBACK_COLLECTION_ENABLED',
  'WEEKLY_SUMMARIES_ENABLED',
  'TASK_LIBRARY_VERSION',
  'ROTATION_THRESHOLD_HOURS',
  'DISCOVERY_MIN_DAYS',
  'DISCOVERY_MIN_TASKS',
  'ESTABLISHMENT_MIN_DAYS',
  'ESTABLISHMENT_MIN_TASKS',
] as const;

export type PlanSettings = {
  /** Whether tasks are chosen from the library. */
  dynamicPlans: boolean;
  /** Whether choosing goes by what was learned. */
  adaptiveLearning: boolean;
  rotationHours: number;
  thresholds: PhaseThresholds;
};

/** What the configuration says of plans. */
export function planSettings(config: Pick<Config, (typeof planConfig)[number]>): PlanSettings {
  return {
    dynamicPlans: config.ENABLE_DYNAMIC_PLANS,
    adaptiveLearning: config.ADAPTIVE_LEARNING_ENABLED,
    rotationHours: config.ROTATION_THRESHOLD_HOURS,
    thresholds: {
      discoveryMinDays: config.DISCOVERY_MIN_DAYS,
      discoveryMinTasks: config.DISCOVERY_MIN_TASKS,
      establishmentMinDays: config.ESTABLISHMENT_MIN_DAYS,
      establishmentMinTasks: config.ESTABLISHMENT_MIN_TASKS,
    },
  };
}

import { readConfig } from '../../shared/platform/config.ts';
import type { Weeks } from '../../shared/insights/index.ts';
import type { Model } from '../../shared/model/index.ts';
import type { Plans } from '../../shared/plan/index.ts';
import type { Quotas } from '../../shared/quota/index.ts';
import type { PlanParts } from './make-plans.ts';

type Parts = PlanParts & { model: Model; quotas: Pick<Quotas, 'read' | 'tokensLeft' | 'addTotal'> };

/** Plans and weeks, loaded when they are first asked for: a function that seldom needs them starts without. */
export function lateDay({ people, memory, personas, model, quotas }: Parts) {
  const config = readConfig(['FEEDBACK_COLLECTION_ENABLED', 'WEEKLY_SUMMARIES_ENABLED']);
  let planned: Promise<Plans> | undefined;
  let lookedBack: Promise<Weeks> | undefined;
  const openPlans = () =>
    (planned ??= import('./make-plans.ts').then(
      ({ makePlans }) => makePlans({ people, memory, personas }).plans,
    ));
  const openWeeks = () =>
    (lookedBack ??= import('./make-weeks.ts').then(({ makeWeeks }) => makeWeeks(people, { model, quotas })));
  return {
    plans: {
      get: async (...asked) => (await openPlans()).get(...asked),
      feedback: async (...asked) => (await openPlans()).feedback(...asked),
      swap: async (...asked) => (await openPlans()).swap(...asked),
      rest: async (...asked) => (await openPlans()).rest(...asked),
      openTasks: async (...asked) => (await openPlans()).openTasks(...asked),
      // Whoever asks next waits for the same promise, and so comes after the drop.
      drop: (userId) => void planned?.then((plans) => plans.drop(userId)).catch(() => undefined),
    } satisfies Pick<Plans, 'get' | 'feedback' | 'swap' | 'rest' | 'openTasks' | 'drop'>,
    weeks: config.WEEKLY_SUMMARIES_ENABLED
      ? ({
          of: async (...asked) => (await openWeeks()).of(...asked),
          drop: (userId) => void lookedBack?.then((weeks) => weeks.drop(userId)).catch(() => undefined),
        } satisfies Weeks)
      : undefined,
    takesFeedback: config.FEEDBACK_COLLECTION_ENABLED,
  };
}

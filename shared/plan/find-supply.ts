import { log } from '../platform/log.ts';
import type { Clock } from '../platform/clock.ts';
import { withinLimit } from '../platform/within-limit.ts';
import type { Model } from '../model/index.ts';
import type { Task, Tasks } from '../tasks/index.ts';
import { carefulHints, findHints, type Hint } from './find-hints.ts';
import type { Supply } from './make-plan.ts';
import { askForPlan, type ModelAsked } from './model-plan.ts';
import { starterPlan } from './starter-plan.ts';

/** What of the person may tip a choice: texts that are searched for what the hint rules know. */
export type Known = { memories: string[]; purchases: string[] };

export type SupplyServices = {
  tasks: Pick<Tasks, 'library'>;
  dynamicPlans: boolean;
  model: Pick<Model, 'connected' | 'answer'> | undefined;
  known: ((userId: string) => Promise<Known>) | undefined;
  clock: Clock;
};

/** A plan does not wait longer for what may only tip it. */
const knownMs = 1000;

/**
 * Finds what a plan is made of: `any` is the library, or where it may not or cannot be had a plan of the model's, or
 * where there is none the starter plan. Where what is known of the person cannot be read, what may
 * harm anybody is left alone.
 */
export function findSupply({ tasks, dynamicPlans, model, known, clock }: SupplyServices) {
  async function hintsFor(userId: string): Promise<Hint[]> {
    if (!known) return [];
    try {
      return findHints(await withinLimit(known(userId), knownMs));
    } catch (cause) {
      log.warning('plan.hints_failed', { userId }, cause);
      return carefulHints();
    }
  }

  /** The library and what tips choosing from it; nothing where it may not or cannot be had. */
  async function chosen(userId: string): Promise<Extract<Supply, { library: unknown }> | undefined> {
    if (!dynamicPlans) return undefined;
    try {
      const [library, hints] = await Promise.all([tasks.library(), hintsFor(userId)]);
      return { library, hints };
    } catch (cause) {
      log.error('plan.library_failed', { userId }, cause);
      return undefined;
    }
  }

  return {
    chosen,
    async any(userId: string, asked: Omit<ModelAsked, 'heed'>): Promise<Supply> {
      const found = await chosen(userId);
      if (found) return found;
      const hints = model?.connected ? await hintsFor(userId) : [];
      try {
        const heed = hints.flatMap(({ reason }) => reason?.en ?? []);
        if (model?.connected)
          return { source: 'model', tasks: await askForPlan(model, { ...asked, heed }, clock) };
      } catch (cause) {
        log.warning('plan.model_failed', { userId }, cause);
      }
      return { source: 'starter', tasks: starterPlan(asked.date) };
    },
    /** The library for who may do without it: asking throws where it cannot be had. */
    async library(): Promise<() => readonly Task[]> {
      try {
        const library = await tasks.library();
        return () => library;
      } catch (cause) {
        return () => {
          throw cause;
        };
      }
    },
  };
}

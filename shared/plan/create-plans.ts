import { randomId, systemClock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { counter } from '../platform/metrics.ts';
import { firstWeekly, type StoredProfile } from '../profile/index.ts';
import type { Mode } from '../tasks/index.ts';
import { changePerson, type Scene } from './change-person.ts';
import { countPlanned } from './count-day.ts';
import { phaseToTell } from './enter-phase.ts';
import { findSupply } from './find-supply.ts';
import { describeLearned, type Learned } from './learned.ts';
import { daysBetween, isDate, localDay } from './local-day.ts';
import { type Made, makePlan, type PlanAsked, remakePlan, swapInPlan, tell } from './make-plan.ts';
import { holdOpenTasks } from './open-tasks.ts';
import type { Asked, Plans, PlansOptions } from './plans.ts';
import { choiceRow, feedbackRow } from './rows.ts';
import { type DayPlan, learningSchema } from './schema.ts';
import { learningRef, planOf, planRef, readDays, readDay, type StoredPlan } from './store.ts';
import { setPhase } from './set-phase.ts';
import { takeFeedback } from './take-feedback.ts';
import { thankFor } from './thank-for.ts';

const requests = counter('dynamic_plan_requests_total', 'Plans asked for, by what they are made of', [
  'source',
  'status',
]);

/** How many days ahead a plan can be asked for. */
const daysAhead = 7;

/** Plans of days, and what is learned from what comes of them. */
export function createPlans(options: PlansOptions): Plans {
  const { firestore, people, tasks, settings, choices, feedbacks, model, known } = options;
  const { clock = systemClock, ids = randomId } = options;
  const change = changePerson({ firestore, people, clock });
  const supply = findSupply({ tasks, dynamicPlans: settings.dynamicPlans, model, known, clock });
  const open = holdOpenTasks({ firestore, clock });

  async function meet(userId: string, receivedAt: number): Promise<StoredProfile> {
    const there = await people.profile(userId);
    if (there) return there;
    const met =
      (await people.meet(userId, { receivedAt })) === 'refused' ? undefined : await people.profile(userId);
    if (met) return met;
    throw new AppError('conflict', 'This account is being erased; come again in a while.');
  }

  /** What is stored of the day that is asked for. */
  async function look(userId: string, { date, receivedAt }: Asked) {
    const profile = await meet(userId, receivedAt);
    const { date: today } = localDay(clock(), profile.timezone);
    const day = date ?? today;
    if (!isDate(day)) throw badDate('Must be a date, e.g. 2026-03-02');
    const ahead = daysBetween(today, day);
    if (ahead > daysAhead) throw badDate(`Must be at most ${daysAhead} days ahead`);
    const { learning, plan } = await readDay(await firestore(), userId, day);
    if (ahead < 0 && !plan) throw new AppError('not_found', 'There was no plan on that day.');
    return { profile, today, day, isPast: ahead < 0, plan, learning };
  }

  const askedOf = (
    { profile, now }: Pick<Scene, 'profile' | 'now'>,
    { date, mode, supply }: Pick<PlanAsked, 'date' | 'mode' | 'supply'>,
  ): PlanAsked => ({
    date,
    mode,
    now,
    timeZone: profile.timezone,
    archetype: profile.archetype,
    supply,
    settings,
    seed: `${profile.userId} ${date}`,
  });

  /** Writes what was made, in the scene's transaction. */
  function stage({ transaction, person, profile, now }: Scene, { plan, learning }: Made): void {
    transaction.set(planRef(person, plan.date), plan);
    transaction.set(learningRef(person), learning);
    // Who has a plan has a week to hear of.
    if (!profile.weekly) transaction.update(person, { weekly: firstWeekly(now, profile.timezone) });
  }

  /** Logs what was chosen, once it is certain. */
  function settle(userId: string, { plan, choices: made }: Made): DayPlan {
    open.drop(userId);
    for (const choice of made) choices.push(...choiceRow(userId, plan, choice));
    return shownPlan(plan);
  }

  /** Changes the plan of a day, which is made first where there is none yet. */
  async function edit(
    userId: string,
    asked: Asked,
    work: (plan: StoredPlan, scene: Scene) => Made | undefined,
  ): Promise<DayPlan> {
    const { date } = await get(userId, asked);
    const made = await change(userId, asked.receivedAt, async (scene) => {
      const plan = planOf(await scene.transaction.get(planRef(scene.person, date)));
      if (!plan) throw new AppError('not_found', 'There is no plan on that day.');
      const edited = work(plan, scene);
      if (edited) stage(scene, edited);
      return edited ?? { plan, learning: scene.learning, choices: [] };
    });
    return settle(userId, made);
  }

  async function get(userId: string, asked: Asked & { mode?: Mode | undefined }): Promise<DayPlan> {
    const { profile, today, day, isPast, plan, learning } = await look(userId, asked);
    const { mode } = asked;
    const stays = plan && (isPast || mode === undefined || mode === plan.mode);
    const isTold = day !== today || !learning || phaseToTell(learning) === undefined;
    if (plan && (isPast || (stays && isTold))) return count(shownPlan(plan), 'kept');
    const { archetype } = profile;
    const found = stays
      ? undefined
      : await supply.any(userId, { date: day, mode: mode ?? plan?.mode ?? 'medium', archetype });
    let status = 'kept';
    const made = await change(userId, asked.receivedAt, async (scene): Promise<Made> => {
      const { transaction, person, learning } = scene;
      const there = planOf(await transaction.get(planRef(person, day)));
      const wanted = mode ?? there?.mode ?? 'medium';
      if (there && (wanted === there.mode || !found)) {
        status = 'kept';
        const told = tell(there, learning, [], scene.today);
        if (told.plan !== there) stage(scene, told);
        return told;
      }
      if (!found) throw new AppError('unavailable', 'The plan has gone meanwhile; ask again.');
      const how = askedOf(scene, { date: day, mode: wanted, supply: found });
      status = there ? 'changed' : 'made';
      const made = there ? remakePlan(there, learning, how) : makePlan(learning, how);
      stage(scene, made);
      return made;
    });
    return count(settle(userId, made), status);
  }

  return {
    async get(userId, asked) {
      try {
        return await get(userId, asked);
      } catch (cause) {
        if (!(cause instanceof AppError)) requests.inc({ source: 'none', status: 'failed' });
        throw cause;
      }
    },

    async feedback(userId, draft, { receivedAt }) {
      const library = await supply.library();
      const id = ids();
      const { taken, language } = await change(userId, receivedAt, async (scene) => ({
        taken: await takeFeedback(scene, draft, { id, library, settings }),
        language: scene.profile.language,
      }));
      open.drop(userId);
      const { feedback, status } = taken;
      if (status !== 'repeated') feedbacks.push(...feedbackRow(userId, taken));
      return { feedbackId: feedback.feedbackId, status, message: thankFor(feedback, status, language) };
    },

    async swap(userId, { taskId, ...asked }) {
      const { plan: before, isPast } = await look(userId, asked);
      if (before && isPast) return shownPlan(before);
      const found = await supply.chosen(userId);
      return edit(userId, asked, (plan, scene) => {
        const task = plan.tasks.find((one) => one.taskId === taskId);
        if (!task) {
          if (plan.declined.includes(taskId)) return undefined;
          throw new AppError('not_found', 'There is no such task in the plan.');
        }
        if (task.status !== 'open' || !found) return undefined;
        const how = askedOf(scene, { date: plan.date, mode: plan.mode, supply: found });
        return swapInPlan(plan, scene.learning, taskId, how);
      });
    },

    rest: (userId, { on = true, ...asked }) =>
      edit(userId, asked, (plan, { learning, now }) => {
        if (plan.restDay === on) return undefined;
        const rested = { ...plan, restDay: on, updatedAt: now };
        return { plan: rested, learning: countPlanned(learning, rested), choices: [] };
      }),

    async overridePhase(userId, phase) {
      // What could not be described afterwards is not begun.
      await tasks.library();
      await setPhase(await firestore(), userId, phase, clock);
      return describe(userId);
    },

    learned: describe,

    openTasks: open.get,
    drop: open.drop,
  };

  async function describe(userId: string): Promise<Learned> {
    const profile = await people.profile(userId);
    if (!profile) throw new AppError('not_found', 'There is no such person.');
    const library = await tasks.library();
    const { learning } = await readDays(await firestore(), userId, []);
    const { date: today } = localDay(clock(), profile.timezone);
    return describeLearned(learning ?? learningSchema.parse({}), {
      userId,
      today,
      library,
      archetype: profile.archetype,
      thresholds: settings.thresholds,
    });
  }
}

function badDate(rule: string): AppError {
  return new AppError('bad_request', 'The request is not valid.', { fields: [{ path: 'date', rule }] });
}

/** A plan without what is for the store alone. */
function shownPlan({ date, mode, phase, source, tasks, restDay, celebration }: StoredPlan): DayPlan {
  return { date, mode, phase, source, tasks, restDay, celebration };
}

function count(plan: DayPlan, status: string): DayPlan {
  requests.inc({ source: plan.source, status });
  return plan;
}

import { categories, type Mode, type Task, timesOfDay } from '../tasks/index.ts';
import type { Fitting } from './base-score.ts';
import { countPlanned } from './count-day.ts';
import { enterPhase, phaseToTell, phaseTold } from './enter-phase.ts';
import type { Hint } from './find-hints.ts';
import { daysBetween, isWeekday, localDay } from './local-day.ts';
import { type DayAsked, type DayPlanned, planDay, replanDay, swapTask } from './plan-day.ts';
import type { Choice, DayPlan, Learning, PlannedTask } from './schema.ts';
import type { PlanSettings } from './settings.ts';
import type { TaskDraft } from './starter-plan.ts';
import type { StoredPlan } from './store.ts';

/** What a plan is made of: tasks to choose from, or tasks that were chosen elsewhere. */
export type Supply =
  | { library: readonly Task[]; hints: readonly Hint[] }
  | { source: Extract<DayPlan['source'], 'model' | 'starter'>; tasks: readonly TaskDraft[] };

export type PlanAsked = {
  date: string;
  mode: Mode;
  now: number;
  timeZone: string;
  archetype: Fitting['archetype'];
  supply: Supply;
  settings: PlanSettings;
  seed: string;
};

export type Made = { plan: StoredPlan; learning: Learning; choices: Choice[] };

const day = 86_400_000;

/** A new plan of a day, and the learning state that knows of it. */
export function makePlan(learning: Learning, asked: PlanAsked): Made {
  const { date, mode, now, timeZone, settings } = asked;
  const today = localDay(now, timeZone).date;
  const begun = { ...learning, startedOn: learning.startedOn ?? today };
  const reached = enterPhase(begun, today, settings.thresholds);
  const { tasks, choices, rotation } = chooseDay(reached, asked);
  const made = {
    date,
    mode,
    phase: reached.phase,
    source: sourceOf(asked),
    tasks,
    restDay: learning.days[date]?.rest ?? false,
    celebration: null,
    declined: [],
    revision: 0,
    createdAt: now,
    updatedAt: now,
  };
  return tell(made, { ...reached, rotation }, choices, today);
}

/** The plan for another mode: what is not done is chosen anew. */
export function remakePlan(plan: StoredPlan, learning: Learning, asked: PlanAsked): Made {
  const { supply } = asked;
  const again = nextRevision(plan, asked);
  const { tasks, choices, rotation } =
    'library' in supply
      ? replanDay(plan.tasks, dayOf(learning, again, plan))
      : {
          tasks: redraft(plan.tasks, named(supply, plan.revision + 1)),
          choices: [],
          rotation: learning.rotation,
        };
  const remade = { ...revised(plan, asked, tasks), mode: asked.mode, source: sourceOf(asked) };
  return { plan: remade, learning: countPlanned({ ...learning, rotation }, remade), choices };
}

/** The plan with another task in the place of an open one; the same plan where there is no other. */
export function swapInPlan(
  plan: StoredPlan,
  learning: Learning,
  taskId: string,
  asked: PlanAsked,
): Made | undefined {
  if (!('library' in asked.supply)) return undefined;
  const again = nextRevision(plan, asked);
  const swapped = swapTask(plan.tasks, taskId, dayOf(learning, again, plan));
  if (swapped.tasks.some((task) => task.taskId === taskId)) return undefined;
  const made = {
    ...revised(plan, asked, swapped.tasks),
    declined: [...plan.declined, taskId],
  };
  const counted = countPlanned({ ...learning, rotation: swapped.rotation }, made);
  return { plan: made, learning: counted, choices: swapped.choices };
}

/** A plan that celebrates what is to be celebrated, and the learning state in which that is done. */
export function tell(plan: StoredPlan, learning: Learning, choices: Choice[], today: string): Made {
  const counted = countPlanned(learning, plan);
  const phase = phaseToTell(learning);
  // Of a day to come nobody knows yet that it will be looked at.
  if (phase === undefined || plan.date !== today) return { plan, learning: counted, choices };
  return { plan: { ...plan, celebration: phase }, learning: phaseTold(counted), choices };
}

function chooseDay(learning: Learning, asked: PlanAsked): DayPlanned {
  const { supply, date } = asked;
  if ('library' in supply) return planDay(dayOf(learning, asked));
  const due = supply.tasks.filter(({ category }) => category !== 'work' || isWeekday(date));
  return { tasks: order(due.map(open)), choices: [], rotation: learning.rotation };
}

/** What choosing is asked; a day to come begins with its morning. */
function dayOf(
  learning: Learning,
  { date, mode, now, timeZone, archetype, supply, settings, seed }: PlanAsked,
  plan?: StoredPlan,
): DayAsked {
  const local = localDay(now, timeZone);
  const ahead = Math.max(0, daysBetween(local.date, date));
  const { library, hints } = 'library' in supply ? supply : { library: [], hints: [] };
  const declined = new Set(plan?.declined);
  return {
    library: library.filter(({ id }) => !declined.has(id)),
    date,
    at: now + ahead * day,
    from: ahead > 0 ? 'morning' : local.timeOfDay,
    mode,
    archetype,
    learning,
    adaptive: settings.adaptiveLearning,
    hints,
    rotationHours: settings.rotationHours,
    seed,
  };
}

/** A model names its tasks by day and category alone: what it makes again is another task all the same. */
function named({ source, tasks }: Extract<Supply, { source: unknown }>, revision: number): TaskDraft[] {
  if (source !== 'model') return [...tasks];
  return tasks.map((task) => ({ ...task, taskId: `${task.taskId}-${revision}` }));
}

/** What was planned elsewhere in the place of what is not done, where that is of the same category and another task. */
function redraft(planned: readonly PlannedTask[], drafts: readonly TaskDraft[]): PlannedTask[] {
  const redrafted = planned.map((task) => {
    if (task.status === 'done') return task;
    const draft = drafts.find(({ category }) => category === task.category);
    return draft && draft.taskId !== task.taskId ? open(draft) : task;
  });
  return order(redrafted);
}

function open(draft: TaskDraft): PlannedTask {
  return { ...draft, status: 'open', chosenBefore: null };
}

function order(tasks: readonly PlannedTask[]): PlannedTask[] {
  return tasks.toSorted(
    (one, other) =>
      timesOfDay.indexOf(one.timeOfDay) - timesOfDay.indexOf(other.timeOfDay) ||
      categories.indexOf(one.category) - categories.indexOf(other.category),
  );
}

function sourceOf({ supply, settings }: PlanAsked): DayPlan['source'] {
  if (!('library' in supply)) return supply.source;
  return settings.adaptiveLearning ? 'adaptive' : 'base';
}

function nextRevision(plan: StoredPlan, asked: PlanAsked): PlanAsked {
  return { ...asked, seed: `${asked.seed} ${plan.revision + 1}` };
}

function revised(plan: StoredPlan, { now }: PlanAsked, tasks: PlannedTask[]): StoredPlan {
  return { ...plan, tasks, revision: plan.revision + 1, updatedAt: now };
}

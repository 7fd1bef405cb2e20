import {
  categories,
  type Category,
  type Mode,
  type Task,
  type TimeOfDay,
  timesOfDay,
} from '../tasks/index.ts';
import { baseScore, type Fitting } from './base-score.ts';
import { pickChance, weighAdaptive, weighBase } from './choose-task.ts';
import { drawSeeded } from './draw-seeded.ts';
import { type Hint, hintsBehind, weightOf } from './find-hints.ts';
import { foretell } from './judge-task.ts';
import { isWeekday } from './local-day.ts';
import { isUntried } from './pool-tasks.ts';
import { restTasks } from './rest-tasks.ts';
import type { Choice, Learning, PlannedTask } from './schema.ts';
import { writeReason } from './write-reason.ts';

export type DayAsked = {
  library: readonly Task[];
  date: string;
  /** The instant of choosing, by which rotation is judged, and the part of the day that it leaves. */
  at: number;
  from: TimeOfDay;
  mode: Mode;
  archetype: Fitting['archetype'];
  learning: Pick<Learning, 'phase' | 'tasks' | 'rotation'>;
  adaptive: boolean;
  hints: readonly Hint[];
  rotationHours: number;
  /** The same seed and the same rest give the same plan. */
  seed: string;
};

export type DayPlanned = {
  tasks: PlannedTask[];
  /** What was chosen now, for the log. */
  choices: Choice[];
  rotation: Learning['rotation'];
};

/** A day's tasks: one of each category, work on weekdays alone, by time of day. */
export function planDay(asked: DayAsked): DayPlanned {
  return fillDay(asked, [], new Set());
}

/** The day with all that is not done chosen anew, as a changed mode asks; what was skipped is not offered again. */
export function replanDay(planned: readonly PlannedTask[], asked: DayAsked): DayPlanned {
  const [kept, replaced] = [
    planned.filter(({ status }) => status === 'done'),
    planned.filter(({ status }) => status !== 'done'),
  ];
  const skipped = replaced.filter(({ status }) => status === 'skipped');
  return refillDay(asked, kept, replaced, new Set(skipped.map(({ taskId }) => taskId)));
}

/** The day with another task in the place of one; the same day where there is no other. */
export function swapTask(planned: readonly PlannedTask[], taskId: string, asked: DayAsked): DayPlanned {
  const kept = planned.filter((task) => task.taskId !== taskId);
  const replaced = planned.filter((task) => task.taskId === taskId);
  return refillDay(asked, kept, replaced, new Set([taskId]));
}

/** Chooses in the place of what is replaced, which counts as not chosen by the plan. */
function refillDay(
  asked: DayAsked,
  kept: readonly PlannedTask[],
  replaced: readonly PlannedTask[],
  without: ReadonlySet<string>,
): DayPlanned {
  const rotation = { ...asked.learning.rotation };
  for (const { taskId, chosenBefore, status } of replaced) {
    if (status !== 'open') continue;
    if (chosenBefore === null) Reflect.deleteProperty(rotation, taskId);
    else rotation[taskId] = chosenBefore;
  }
  const freed = { ...asked, learning: { ...asked.learning, rotation } };
  const wanted = new Set(replaced.map(({ category }) => category));
  const filled = fillDay(freed, kept, without, wanted);
  const taken = new Set(filled.tasks.map(({ category }) => category));
  const irreplaceable = replaced.filter(({ category }) => !taken.has(category));
  for (const { taskId } of irreplaceable) {
    const chosenAt = asked.learning.rotation[taskId];
    if (chosenAt !== undefined) filled.rotation[taskId] = chosenAt;
  }
  return { ...filled, tasks: order([...filled.tasks, ...irreplaceable]) };
}

function fillDay(
  asked: DayAsked,
  kept: readonly PlannedTask[],
  without: ReadonlySet<string>,
  wanted: ReadonlySet<Category> = new Set(categories),
): DayPlanned {
  const { date, at, learning, adaptive } = asked;
  const tasks = [...kept];
  const choices: Choice[] = [];
  const rotation = { ...learning.rotation };
  for (const category of categories) {
    if (!wanted.has(category) || tasks.some((task) => task.category === category)) continue;
    if (category === 'work' && !isWeekday(date)) continue;
    const chosen = chooseIn(category, asked, without);
    if (!chosen) continue;
    const { task, probability, reason } = chosen;
    const { id: taskId, title, minutes, difficulty, variationGroup } = task;
    const timeOfDay = findTime(task, asked.from, tasks);
    const chosenBefore = rotation[taskId] ?? null;
    const planned = { taskId, category, title, minutes, difficulty, variationGroup, timeOfDay, reason };
    tasks.push({ ...planned, status: 'open', chosenBefore });
    const policy = adaptive ? 'adaptive' : 'base';
    choices.push({ taskId, category, variationGroup, phase: learning.phase, policy, probability });
    rotation[taskId] = at;
  }
  return { tasks: order(tasks), choices, rotation };
}

function chooseIn(category: Category, asked: DayAsked, without: ReadonlySet<string>) {
  const { learning, at, from, mode, hints, rotationHours, seed } = asked;
  const own = asked.library.filter((task) => task.category === category);
  const open = own.filter(({ id }) => !without.has(id));
  const timely = open.filter((task) => timesLeft(task, from).length > 0);
  const eligible = timely.length > 0 ? timely : open;
  const rested = restTasks(eligible, own, learning.rotation, { at, hours: rotationHours });
  const judged = (task: Task) => ({ base: baseScore(task, asked), tally: learning.tasks[task.id] });
  const kinOf = ({ id, variationGroup }: Task) =>
    own.filter((other) => other.variationGroup === variationGroup && other.id !== id);
  const candidates = rested.map((task) => {
    const { base, tally } = judged(task);
    const foretold = asked.adaptive ? foretell(base, kinOf(task).map(judged)) : base;
    return { task, base: foretold, tally, weight: weightOf(task, hints) };
  });
  const tried = own.filter(({ id }) => !isUntried({ tally: learning.tasks[id] })).length;
  const chances = asked.adaptive ? weighAdaptive(learning.phase, candidates, tried) : weighBase(candidates);
  const picked = pickChance(chances, drawSeeded(`${seed} ${category}`));
  if (!picked) return undefined;
  const { task } = picked.candidate;
  const behind = hintsBehind(task, rested, hints);
  const reason = writeReason(task, { because: picked.because, mode, hints: behind });
  return { task, probability: picked.probability, reason };
}

function timesLeft(task: Task, from: TimeOfDay): TimeOfDay[] {
  const left = timesOfDay.slice(timesOfDay.indexOf(from));
  return left.filter((time) => task.timesOfDay.includes(time));
}

/** Of the times that suit a task, the one with the least planned, so that a day is not all morning. */
function findTime(task: Task, from: TimeOfDay, planned: readonly PlannedTask[]): TimeOfDay {
  const busy = (time: TimeOfDay) => planned.filter(({ timeOfDay }) => timeOfDay === time).length;
  return timesLeft(task, from).toSorted((one, other) => busy(one) - busy(other))[0] ?? from;
}

function order(tasks: readonly PlannedTask[]): PlannedTask[] {
  return tasks.toSorted(
    (one, other) =>
      timesOfDay.indexOf(one.timeOfDay) - timesOfDay.indexOf(other.timeOfDay) ||
      categories.indexOf(one.category) - categories.indexOf(other.category),
  );
}

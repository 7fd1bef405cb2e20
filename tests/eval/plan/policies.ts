import { baseScore } from '../../../shared/plan/base-score.ts';
import { drawSeeded } from '../../../shared/plan/draw-seeded.ts';
import { isWeekday, type Learning, planDay, type Tally } from '../../../shared/plan/index.ts';
import { restTasks } from '../../../shared/plan/rest-tasks.ts';
import { categories, type Mode, type Task } from '../../../shared/tasks/index.ts';
import type { SimulatedPerson } from './make-people.ts';

export type Morning = {
  library: readonly Task[];
  person: SimulatedPerson;
  date: string;
  at: number;
  asked: Mode;
  learning: Learning;
  rotationHours: number;
  /** The truth of a task on this day, for the one policy that knows it. */
  truth: (task: Task) => number;
};

/** Chooses the tasks of a day. */
export type Policy = (morning: Morning) => Task[];

/** The product's own planning, adaptive or by the base score alone. */
const asProduct =
  (adaptive: boolean): Policy =>
  ({ library, person, date, at, asked, learning, rotationHours }) => {
    const planned = planDay({
      library,
      date,
      at,
      from: 'morning',
      mode: asked,
      archetype: person.archetype,
      learning,
      adaptive,
      hints: [],
      rotationHours,
      seed: `${person.name} ${date}`,
    });
    return planned.tasks.flatMap(({ taskId }) => library.find(({ id }) => id === taskId) ?? []);
  };

/** The same rotation as the product's, and in each category the one that a rule picks. */
const byRule =
  (
    choose: (
      candidates: readonly Task[],
      morning: Morning,
      draw: (what: string) => number,
    ) => Task | undefined,
  ) =>
  (morning: Morning): Task[] => {
    const { library, person, date, at, learning, rotationHours } = morning;
    return categories
      .filter((category) => category !== 'work' || isWeekday(date))
      .flatMap((category) => {
        const own = library.filter((task) => task.category === category);
        const rested = restTasks(own, own, learning.rotation, { at, hours: rotationHours });
        const draw = (what: string) => drawSeeded(`${person.name} ${date} ${category} ${what}`);
        return choose(rested, morning, draw) ?? [];
      });
  };

/** The fixed shares of each phase, favourites by their raw average. */
const byAverages = (explore: (tasks: readonly Task[], morning: Morning, draw: number) => Task | undefined) =>
  byRule((candidates, morning, draw) => {
    const { phase, tasks } = morning.learning;
    const averages = candidates.flatMap((task) => {
      const average = averageOf(tasks[task.id]);
      return average === undefined ? [] : [{ task, average }];
    });
    const untried = candidates.filter((task) => averageOf(tasks[task.id]) === undefined);
    const best = Math.max(...averages.map(({ average }) => average));
    const tops = averages.filter(({ average }) => average === best).map(({ task }) => task);
    const favourite = tops[Math.floor(draw('favourite') * tops.length)];
    const others = candidates.filter((task) => task !== favourite);
    const explored = explore(
      phase === 'establishment' || untried.length === 0 ? others : untried,
      morning,
      draw('explore'),
    );
    const known = { discovery: 0.2, establishment: 0.7, mastery: 0.85 }[phase];
    return draw('which') < known ? (favourite ?? explored) : (explored ?? favourite);
  });

/** The share of completions and the ratings of a task, as one average. */
function averageOf(tally: Tally | undefined): number | undefined {
  if (!tally) return undefined;
  const { completed, skipped, rated, ratingSum } = tally;
  const answers = completed + skipped + rated;
  return answers === 0 ? undefined : (completed + (ratingSum - rated) / 4) / answers;
}

const best = (tasks: readonly Task[], worth: (task: Task) => number): Task | undefined =>
  tasks.toSorted((one, other) => worth(other) - worth(one))[0];

export const policies = {
  base: asProduct(false),
  averages: byAverages((tasks, _morning, draw) => tasks[Math.floor(draw * tasks.length)]),
  averagesByFit: byAverages((tasks, { person, asked }) =>
    best(tasks, (task) => baseScore(task, { archetype: person.archetype, mode: asked })),
  ),
  ours: asProduct(true),
  /** Knows every taste: what no policy can do better than. */
  knowing: byRule((candidates, { truth }) => best(candidates, truth)),
} satisfies Record<string, Policy>;

export type PolicyName = keyof typeof policies;

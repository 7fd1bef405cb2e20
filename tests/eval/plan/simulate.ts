import {
  advancePhase,
  type Learning,
  learningSchema,
  learnOutcome,
  nextDay,
  type Phase,
  type PhaseThresholds,
} from '../../../shared/plan/index.ts';
import type { Category, Task } from '../../../shared/tasks/index.ts';
import type { SimulatedPerson } from './make-people.ts';
import type { Policy } from './policies.ts';

export type Offered = {
  day: number;
  phase: Phase;
  category: Category;
  taskId: string;
  /** How likely the person was to do it. */
  chance: number;
  completed: boolean;
  rating: number | undefined;
};

const rotationHours = 48;
const thresholds: PhaseThresholds = {
  discoveryMinDays: 7,
  discoveryMinTasks: 15,
  establishmentMinDays: 21,
  establishmentMinTasks: 40,
};
const monday = '2026-01-05';

/** Some weeks of a person under a policy: what was offered, done and said. */
export function simulate(
  person: SimulatedPerson,
  policy: Policy,
  { library, weeks }: { library: readonly Task[]; weeks: number },
): Offered[] {
  const offered: Offered[] = [];
  let learning: Learning = learningSchema.parse({});
  let date = monday;
  for (let day = 0; day < weeks * 7; day++, date = nextDay(date)) {
    const { opens, minutesLate, energy, asked } = person.dayOf(date);
    if (!opens) continue;
    learning = { ...learning, startedOn: learning.startedOn ?? date };
    learning = advancePhase(learning, date, thresholds).learning;
    const at = Date.parse(`${date}T07:00:00Z`) + minutesLate * 60_000;
    const lately = offered.filter((one) => one.day > day - 7);
    const met = (task: Task) => lately.filter(({ taskId }) => taskId === task.id).length;
    const truth = (task: Task) => person.chanceOf(task, energy, met(task));
    const tasks = policy({ library, person, date, at, asked, learning, rotationHours, truth });
    for (const task of tasks) {
      const chance = truth(task);
      const { completed, said, rating } = person.respond(task, date, chance);
      const { phase } = learning;
      offered.push({ day, phase, category: task.category, taskId: task.id, chance, completed, rating });
      if (said) learning = learnOutcome(learning, { taskId: task.id, completed, rating });
      learning = { ...learning, rotation: { ...learning.rotation, [task.id]: at } };
    }
  }
  return offered;
}

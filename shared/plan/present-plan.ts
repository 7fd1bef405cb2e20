import type { Language } from '../profile/index.ts';
import { celebratePhase } from './celebrate-phase.ts';
import type { DayPlan } from './schema.ts';

/** A plan as an app is told it, in the person's language. */
export function presentPlan(plan: DayPlan, language: Language) {
  const { date, mode, phase, source, restDay, celebration: entered } = plan;
  const celebrated = entered && celebratePhase(entered);
  return {
    date,
    mode,
    phase,
    source,
    restDay,
    tasks: plan.tasks.map((task) => {
      const { taskId, category, minutes, difficulty, timeOfDay, status } = task;
      const said = { title: task.title[language], reason: task.reason[language] };
      return { taskId, category, ...said, minutes, difficulty, timeOfDay, status };
    }),
    ...(entered &&
      celebrated && {
        celebration: {
          phase: entered,
          title: celebrated.title[language],
          message: celebrated.message[language],
        },
      }),
  };
}

import { type DayPlan, type PlannedTask, tellPlan } from '../../shared/plan/index.ts';
import { type Answer, type Button, splitText } from '../../shared/telegram/index.ts';
import type { Asked } from './services.ts';

/** Bytes that Telegram lets a button carry. */
const mostData = 64;

export const planVerbs = ['done', 'skip', 'other'] as const;
export type PlanVerb = (typeof planVerbs)[number];

/** The button's data: `plan:<verb>:<date>:<task>`, where a long task's id is cut. */
function pressData(verb: PlanVerb, date: string, { taskId }: PlannedTask): string {
  return `plan:${verb}:${date}:${taskId}`.slice(0, mostData);
}

/** What a button under a plan was pressed for; nothing where it is none of these. */
export function readPlanPress(data: string): { verb: PlanVerb; date: string; task: string } | undefined {
  const [, name, date, task] = /^plan:(\w+):(\d{4}-\d{2}-\d{2}):([a-z\d-]+)$/.exec(data) ?? [];
  const verb = planVerbs.find((one) => one === name);
  return verb && date !== undefined && task !== undefined ? { verb, date, task } : undefined;
}

/** A plan with a row of buttons for each open task, after a word if there is one. */
export function showPlan(
  asked: Pick<Asked, 'texts' | 'language' | 'services'>,
  plan: DayPlan,
  lead = '',
): Answer {
  const text = [lead, tellPlan(plan, asked.language)].filter((part) => part !== '').join('\n\n');
  return { parts: splitText(text), markdown: false, buttons: planButtons(asked, plan) };
}

/** The buttons under a plan. */
export function planButtons(
  { texts: say, services: { day } }: Pick<Asked, 'texts' | 'services'>,
  { date, tasks }: DayPlan,
): Button[][] {
  const verbs = planVerbs.filter((verb) => day.takesFeedback || verb === 'other');
  return tasks.flatMap((task, at) =>
    task.status === 'open'
      ? [verbs.map((verb) => ({ text: say.planButtons[verb](at + 1), data: pressData(verb, date, task) }))]
      : [],
  );
}

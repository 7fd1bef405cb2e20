import { AppError } from '../../shared/platform/errors.ts';
import { type DayPlan, localDay, type PlannedTask } from '../../shared/plan/index.ts';
import type { Answer } from '../../shared/telegram/index.ts';
import { feedbackIdOf } from './change-plan.ts';
import type { Asked } from './services.ts';
import { type PlanVerb, readPlanPress, showPlan } from './show-plan.ts';

/** What follows a button under a plan: the message shows the plan as it then is. */
export async function pressPlan(asked: Asked, data: string): Promise<Answer | undefined> {
  const press = readPlanPress(data);
  if (!press) return undefined;
  const { services, userId, place, profile, texts: say } = asked;
  const { plans, takesFeedback } = services.day;
  const { receivedAt } = place;
  const { verb, date } = press;
  const day = { date, receivedAt };
  if (date !== localDay(receivedAt, profile.timezone).date) {
    const past = await pastPlan(asked, date);
    // No button of that day is of use any more.
    return past ? { ...shown(asked, past, say.planPast), buttons: [] } : onlyNotice(asked, say.planPast);
  }
  const planned = await plans.get(userId, day);
  const task = planned.tasks.find(({ taskId }) => taskId.startsWith(press.task));
  if (!task) return shown(asked, planned, say.planChanged);
  if (isSettled(task, verb)) return shown(asked, planned, say.alreadyNoted);
  if (verb === 'other') {
    const swapped = await plans.swap(userId, { ...day, taskId: task.taskId });
    const isSwapped = !swapped.tasks.some(({ taskId }) => taskId === task.taskId);
    return shown(asked, swapped, isSwapped ? say.swapped : say.noOther);
  }
  if (!takesFeedback) return shown(asked, planned, say.feedbackOff);
  const draft = { feedbackId: feedbackIdOf(asked), taskId: task.taskId, date, completed: verb === 'done' };
  const { message } = await plans.feedback(userId, draft, { receivedAt });
  return shown(asked, await plans.get(userId, day), message);
}

/** Whether nothing is left to do for the button. */
function isSettled({ status }: PlannedTask, verb: PlanVerb): boolean {
  if (verb === 'other') return status !== 'open';
  return status === (verb === 'done' ? 'done' : 'skipped');
}

async function pastPlan({ services, userId, place }: Asked, date: string): Promise<DayPlan | undefined> {
  try {
    return await services.day.plans.get(userId, { date, receivedAt: place.receivedAt });
  } catch (cause) {
    if (cause instanceof AppError && (cause.code === 'not_found' || cause.code === 'bad_request'))
      return undefined;
    throw cause;
  }
}

/** The plan in the message whose button was pressed. */
function shown(asked: Asked, plan: DayPlan, notice: string): Answer {
  const { messageId } = asked.place;
  const answer = showPlan(asked, plan);
  return {
    ...answer,
    // A message takes one text, and a plan that is longer than one is not to be had.
    parts: answer.parts.slice(0, 1),
    notice,
    ...(messageId !== undefined && { edits: messageId }),
  };
}

function onlyNotice({ texts: say, place }: Asked, notice: string): Answer {
  const { messageId } = place;
  return {
    parts: [say.planPast],
    markdown: false,
    notice,
    ...(messageId !== undefined && { edits: messageId }),
  };
}

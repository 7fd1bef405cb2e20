import { normalizePhrase } from '../../shared/macros/index.ts';
import { AppError } from '../../shared/platform/errors.ts';
import { type DayPlan, localDay, type PlannedTask } from '../../shared/plan/index.ts';
import type { Answer } from '../../shared/telegram/index.ts';
import type { Mode } from '../../shared/tasks/index.ts';
import { skip } from './onboarding.ts';
import { plain } from './plain-answer.ts';
import type { Asked } from './services.ts';
import { showPlan } from './show-plan.ts';

const mostReason = 300;

const modes: Readonly<Record<string, Mode>> = {
  high: 'high',
  medium: 'medium',
  low: 'low',
  бодро: 'high',
  'много сил': 'high',
  'сил много': 'high',
  средне: 'medium',
  обычно: 'medium',
  'мало сил': 'low',
  'сил мало': 'low',
  устал: 'low',
  устала: 'low',
};
const offWords = new Set(['off', 'no', 'нет', 'отмена', 'отменить', 'выкл', 'не надо']);

/** /plan: the plan of today; with a word on one's energy, chosen anew for it. */
export async function showToday(asked: Asked, args: string): Promise<Answer> {
  const word = normalizePhrase(args);
  const mode = Object.hasOwn(modes, word) ? modes[word] : undefined;
  const { userId, place, services } = asked;
  const plan = await services.day.plans.get(userId, { receivedAt: place.receivedAt, mode });
  return showPlan(asked, plan, word !== '' && mode === undefined ? asked.texts.planModes : '');
}

/** /done N: the task is done, rated if a second number says so. */
export async function noteDone(asked: Asked, args: string): Promise<Answer> {
  const [, number, rating] = /^(\d{1,2})(?:[\s,.:;]+([1-5]))?$/.exec(args) ?? [];
  if (number === undefined) return ask(asked, asked.texts.doneHelp);
  return note(asked, Number(number), {
    completed: true,
    ...(rating !== undefined && { satisfactionRating: Number(rating) }),
  });
}

/** /skip N why: the task is skipped; without a number, the introductions are. */
export async function noteSkipped(asked: Asked, args: string): Promise<Answer> {
  const [, number, why = ''] = /^(\d{1,2})(?:[\s,.:;]+([\s\S]+))?$/.exec(args) ?? [];
  if (args === '') return skip(asked);
  if (number === undefined) return ask(asked, asked.texts.skipHelp);
  const reason = why.slice(0, mostReason).toWellFormed().trim();
  return note(asked, Number(number), { completed: false, ...(reason !== '' && { skippedReason: reason }) });
}

/** /rest: makes today a day of rest; /rest off, one like any other. */
export async function restToday(asked: Asked, args: string): Promise<Answer> {
  const on = !offWords.has(normalizePhrase(args));
  const { date } = await planOf(asked);
  const { userId, place, services } = asked;
  const plan = await services.day.plans.rest(userId, { date, receivedAt: place.receivedAt, on });
  return showPlan(asked, plan, on ? asked.texts.restOn : asked.texts.restOff);
}

/** The plan that a command is about: of the day on which it was sent; where that passed without one, of today. */
async function planOf({ services, userId, place, profile }: Asked): Promise<DayPlan> {
  const { plans } = services.day;
  const { receivedAt } = place;
  const { date } = localDay(receivedAt, profile.timezone);
  try {
    return await plans.get(userId, { date, receivedAt });
  } catch (cause) {
    if (!(cause instanceof AppError) || cause.code !== 'not_found') throw cause;
    return plans.get(userId, { receivedAt });
  }
}

/** One word on a task, whichever delivery of its update takes it. */
export const feedbackIdOf = ({ place }: Pick<Asked, 'place'>) => `telegram-${place.updateId}`;

type Said = { completed: boolean; satisfactionRating?: number; skippedReason?: string };

async function note(asked: Asked, number: number, said: Said): Promise<Answer> {
  const { services, userId, texts: say } = asked;
  const { plans, takesFeedback } = services.day;
  if (!takesFeedback) return plain(say.feedbackOff);
  const { receivedAt } = asked.place;
  const planned = await planOf(asked);
  const { date } = planned;
  const task: PlannedTask | undefined = planned.tasks[number - 1];
  if (!task) return showPlan(asked, planned, say.noSuchTask(number));
  const isSaid = task.status === (said.completed ? 'done' : 'skipped') && Object.keys(said).length === 1;
  if (isSaid) return showPlan(asked, planned, say.alreadyNoted);
  const draft = { feedbackId: feedbackIdOf(asked), taskId: task.taskId, date, ...said };
  const { message } = await plans.feedback(userId, draft, { receivedAt });
  return showPlan(asked, await plans.get(userId, { date, receivedAt }), message);
}

async function ask(asked: Asked, help: string): Promise<Answer> {
  const { services, texts: say } = asked;
  if (!services.day.takesFeedback) return plain(say.feedbackOff);
  return showPlan(asked, await planOf(asked), help);
}

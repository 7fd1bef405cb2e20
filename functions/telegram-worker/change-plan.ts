import { normalizePhrase } from '../../shared/macros/index.ts';
import { AppError } from '../../shared/platform/errors.ts';
import { type DayPlan, localDay, type PlannedTask } from '../../shared/plan/index.ts';
import type { Answer } from '../../shared/telegram/index.ts';
import type { Mode } from '../../shared/tasks/index.ts';
import { skip } from './onboarding.ts';
import { plain } from './plain-answer.ts';
import { readNumbers, readRated } from './read-numbers.ts';
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
const onWords = new Set(['', 'on', 'yes', 'today', 'да', 'сегодня', 'вкл']);
const offWords = new Set(['off', 'no', 'нет', 'отмена', 'отменить', 'выкл', 'не надо']);

/** /plan: the plan of today; with a word on one's energy, chosen anew for it. */
export async function showToday(asked: Asked, args: string): Promise<Answer> {
  const word = normalizePhrase(args);
  const mode = Object.hasOwn(modes, word) ? modes[word] : undefined;
  const { userId, place, services } = asked;
  const plan = await services.day.plans.get(userId, { receivedAt: place.receivedAt, mode });
  return showPlan(asked, plan, word !== '' && mode === undefined ? asked.texts.planModes : '');
}

/** /done N: the task is done, or each of several, `2, 3`; rated where a rating follows the one, `2 5`. */
export async function noteDone(asked: Asked, args: string): Promise<Answer> {
  const rated = readRated(args);
  const completed = true;
  if (rated) return note(asked, [rated.number], { completed, satisfactionRating: rated.rating });
  const numbers = readNumbers(args);
  return numbers ? note(asked, numbers, { completed }) : ask(asked, asked.texts.doneHelp);
}

/** /skip N why: the task is skipped, or each of several, `2, 3`; without a number, the introductions are. */
export async function noteSkipped(asked: Asked, args: string): Promise<Answer> {
  if (args === '') return skip(asked);
  const numbers = readNumbers(args);
  if (numbers) return note(asked, numbers, { completed: false });
  const [, number, why = ''] = /^(?:№|#)?\s*(\d{1,2})[\s,.:;]+([\s\S]+)$/.exec(args) ?? [];
  if (number === undefined) return ask(asked, asked.texts.skipHelp);
  const reason = why.slice(0, mostReason).toWellFormed().trim();
  return note(asked, [Number(number)], { completed: false, ...(reason !== '' && { skippedReason: reason }) });
}

/** /rest: makes today a day of rest; /rest off, one like any other. Another day is not marked. */
export async function restToday(asked: Asked, args: string): Promise<Answer> {
  const word = normalizePhrase(args);
  const on = onWords.has(word);
  const planned = await planOf(asked);
  if (!on && !offWords.has(word)) return showPlan(asked, planned, asked.texts.restHelp);
  const { date } = planned;
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

async function note(asked: Asked, numbers: readonly number[], said: Said): Promise<Answer> {
  const { services, userId, texts: say } = asked;
  const { plans, takesFeedback } = services.day;
  if (!takesFeedback) return plain(say.feedbackOff);
  const { receivedAt } = asked.place;
  const planned = await planOf(asked);
  const { date } = planned;
  const missing = numbers.filter((number) => planned.tasks[number - 1] === undefined);
  const asking = numbers.flatMap((number) => {
    const task: PlannedTask | undefined = planned.tasks[number - 1];
    return task ? [{ number, task }] : [];
  });
  const status = said.completed ? 'done' : 'skipped';
  const isNew = ({ task }: { task: PlannedTask }) => task.status !== status || Object.keys(said).length > 1;
  const toNote = asking.filter(isNew);
  const told: string[] = [];
  for (const { number, task } of toNote) {
    const own = numbers.length > 1 ? `-${number}` : '';
    const draft = { feedbackId: `${feedbackIdOf(asked)}${own}`, taskId: task.taskId, date, ...said };
    const { message } = await plans.feedback(userId, draft, { receivedAt });
    if (!told.includes(message)) told.push(message);
  }
  const { satisfactionRating: rating } = said;
  if (rating !== undefined) told.push(...toNote.map(({ number }) => say.rated(number, rating)));
  if (toNote.length < asking.length) {
    const before = asking.filter((one) => !isNew(one)).map(({ number }) => number);
    told.push(numbers.length > 1 ? say.alreadyNotedOf(before.join(', ')) : say.alreadyNoted);
  }
  told.push(...missing.map((number) => say.noSuchTask(number)));
  const shown = toNote.length > 0 ? await plans.get(userId, { date, receivedAt }) : planned;
  return showPlan(asked, shown, told.join(' '));
}

async function ask(asked: Asked, help: string): Promise<Answer> {
  const { services, texts: say } = asked;
  if (!services.day.takesFeedback) return plain(say.feedbackOff);
  return showPlan(asked, await planOf(asked), help);
}

import { z } from 'zod';
import type { Model } from '../model/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { ChatMessage } from '../prompt/index.ts';
import { categories, type Category, type Mode, taskSchema, timesOfDay } from '../tasks/index.ts';
import type { Fitting } from './base-score.ts';
import { isWeekday } from './local-day.ts';
import { plannedTaskSchema } from './schema.ts';
import type { TaskDraft } from './starter-plan.ts';

/** How the ids of tasks begin that are of no library: choosing does not learn of them. */
export const madePrefix = 'model-';

const answerMs = 15_000;
const maxTokens = 1200;
const shown = plannedTaskSchema.pick({
  category: true,
  title: true,
  minutes: true,
  difficulty: true,
  timeOfDay: true,
  reason: true,
});
const answerSchema = z.object({ tasks: z.array(shown).max(12) });

export type ModelAsked = {
  date: string;
  mode: Mode;
  archetype: Fitting['archetype'];
  /** Sentences of ours that the plan has to heed. */
  heed: readonly string[];
};

/** The tasks of a day as a model proposes them, each checked like any other; throws where they are not right twice. */
export async function askForPlan(
  model: Pick<Model, 'answer'>,
  asked: ModelAsked,
  clock: Clock,
): Promise<TaskDraft[]> {
  const due = categories.filter((category) => category !== 'work' || isWeekday(asked.date));
  const deadline = clock() + answerMs;
  const messages = question(asked, due);
  const ask = async (said: ChatMessage[]) =>
    (await model.answer({ messages: said, maxTokens, deadline, purpose: 'summary' })).text;
  const first = await ask(messages);
  const read = readPlan(first, due, asked.date);
  if (typeof read !== 'string') return read;
  const again = await ask([
    ...messages,
    { role: 'assistant', content: first.slice(0, 2000) || '…' },
    { role: 'user', content: `That is not the plan I asked for: ${read}. Send the JSON object alone.` },
  ]);
  const reread = readPlan(again, due, asked.date);
  if (typeof reread !== 'string') return reread;
  throw new Error(`The model made no plan: ${reread}`);
}

function question({ date, mode, archetype, heed }: ModelAsked, due: readonly Category[]): ChatMessage[] {
  const shape =
    '{"tasks": [{"category": "…", "title": {"ru": "…", "en": "…"}, "minutes": 10, "difficulty": "beginner", "timeOfDay": "morning", "reason": {"ru": "…", "en": "…"}}]}';
  return [
    {
      role: 'system',
      content: [
        'You plan a day of small wellness tasks. Answer with one JSON object and nothing else:',
        shape,
        `Exactly one task for each category: ${due.join(', ')}.`,
        `difficulty is one of ${taskSchema.shape.difficulty.options.join(', ')}; timeOfDay one of ${timesOfDay.join(', ')}.`,
        'Titles have at most 60 characters, reasons are one short sentence; both in Russian and in English.',
        'Tasks are safe for anybody, need no equipment, and take 3 to 45 minutes.',
      ].join('\n'),
    },
    {
      role: 'user',
      content: [
        `The day: ${date}. Energy: ${mode}. The person: ${archetype.replaceAll('_', ' ')}.`,
        ...heed.map((sentence) => `Heed: ${sentence}`),
      ].join('\n'),
    },
  ];
}

/** The plan that an answer is, or what is wrong with it. */
function readPlan(answer: string, due: readonly Category[], date: string): TaskDraft[] | string {
  const parsed = answerSchema.safeParse(parseLoosely(answer));
  if (!parsed.success)
    return parsed.error.issues
      .slice(0, 5)
      .map(({ path, message }) => `${path.join('.') || 'answer'}: ${message}`)
      .join('; ');
  const { tasks } = parsed.data;
  const missing = due.filter((category) => tasks.filter((task) => task.category === category).length !== 1);
  if (missing.length > 0) return `there must be exactly one task of ${missing.join(', ')}`;
  return tasks
    .filter(({ category }) => due.includes(category))
    .map((task) => ({
      ...task,
      taskId: `${madePrefix}${date}-${task.category}`,
      variationGroup: `${madePrefix}${task.category}`,
    }));
}

/** Models put fences or words around what they were asked for. */
function parseLoosely(answer: string): unknown {
  try {
    return JSON.parse(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1));
  } catch {
    return undefined;
  }
}

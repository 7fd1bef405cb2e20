import { createHash } from 'node:crypto';
import { AppError } from '../platform/errors.ts';
import type { Language } from '../profile/index.ts';
import type { Task } from '../tasks/index.ts';
import type { Scene } from './change-person.ts';
import { countOutcome } from './count-day.ts';
import { enterPhase } from './enter-phase.ts';
import type { Feedback, FeedbackDraft, FeedbackReceipt } from './feedback-schema.ts';
import { learnOutcome, type Outcome } from './learn-outcome.ts';
import { daysBetween } from './local-day.ts';
import { madePrefix } from './model-plan.ts';
import type { Learning, Phase } from './schema.ts';
import type { PlanSettings } from './settings.ts';
import { feedbackOf, feedbackRead, learningRef, planOf, planRef, type StoredPlan } from './store.ts';

/** How long ago a day may be that something is still said of. */
const openDays = 30;

export type Taken = {
  feedback: Feedback;
  status: FeedbackReceipt['status'];
  phase: Phase;
  variationGroup: string | null;
};

type Meant = {
  taskId: string | null;
  taskName: string;
  category: Task['category'];
  variationGroup: string | null;
  planned: boolean;
};
type Options = {
  /** The id where the draft names none. */
  id: string;
  library: () => readonly Task[];
  settings: PlanSettings;
};

/** Learns of a word on a task, and marks the task in its day's plan, in the scene's transaction. */
export async function takeFeedback(scene: Scene, draft: FeedbackDraft, options: Options): Promise<Taken> {
  const { transaction, person, profile, learning, now, today } = scene;
  const words = feedbackOf(person);
  const own = words.doc(draft.feedbackId ?? options.id);
  const before = draft.feedbackId === undefined ? undefined : feedbackRead(await transaction.get(own));
  const date = draft.date ?? before?.date ?? today;
  requireOpenDay(date, today);
  const day = planRef(person, date);
  const plan = planOf(await transaction.get(day));
  const meant = findMeant(draft, { plan, library: options.library, language: profile.language });
  const subject = subjectOf(date, meant);
  if (before && before.subject !== subject)
    throw new AppError('conflict', 'This feedbackId is of another task or another day.');
  const found = await transaction.get(words.where('subject', '==', subject).where('current', '==', true));
  const current = found.docs.flatMap((doc) => feedbackRead(doc) ?? []);
  const group = {
    phase: (meant.planned ? plan?.phase : undefined) ?? learning.phase,
    variationGroup: meant.variationGroup,
  };

  const same = before ?? (draft.feedbackId === undefined ? current[0] : undefined);
  if (same && saysSame(same, draft)) return { feedback: same, status: 'repeated', ...group };

  const feedback: Feedback = {
    feedbackId: own.id,
    subject,
    current: true,
    date,
    taskId: meant.taskId,
    taskName: meant.taskName,
    category: meant.category,
    learned: meant.taskId !== null && !meant.taskId.startsWith(madePrefix),
    ...contentOf(draft),
    createdAt: before?.createdAt ?? now,
    // Later than what it corrects, whatever the clocks say, for the latest is what analysts see.
    updatedAt: Math.max(now, ...[...current, ...(before ? [before] : [])].map((one) => one.updatedAt + 1)),
  };
  const told = count(learning, feedback, current);
  const counted = date === today && !meant.planned ? noteTurn(told, feedback, now) : told;
  transaction.set(learningRef(person), enterPhase(counted, today, options.settings.thresholds));
  transaction.set(own, feedback);
  for (const { feedbackId } of current)
    if (feedbackId !== own.id) transaction.update(words.doc(feedbackId), { current: false, updatedAt: now });
  if (plan) transaction.update(day, marked(plan, feedback, now));
  return { feedback, status: current.length > 0 || before ? 'corrected' : 'recorded', ...group };
}

function requireOpenDay(date: string, today: string): void {
  const ago = daysBetween(date, today);
  if (ago >= 0 && ago <= openDays) return;
  const rule = ago < 0 ? 'Must not be a day to come' : `Must be one of the last ${openDays} days`;
  throw new AppError('bad_request', 'The request is not valid.', { fields: [{ path: 'date', rule }] });
}

/** The task that is meant: of the day's plan, of the library, or of the person's own making. */
function findMeant(
  { taskId, taskName = '', category }: FeedbackDraft,
  {
    plan,
    library,
    language,
  }: { plan: StoredPlan | undefined; library: () => readonly Task[]; language: Language },
): Meant {
  const name = taskName.toLowerCase();
  const isMeant = (id: string, task: Pick<Task, 'category' | 'title'>) =>
    taskId === undefined
      ? task.category === category && Object.values(task.title).some((title) => title.toLowerCase() === name)
      : id === taskId;
  const planned = plan?.tasks.find((task) => isMeant(task.taskId, task));
  if (planned) return { ...planned, taskName: planned.title[language], planned: true };
  const known = library().find((task) => isMeant(task.id, task));
  if (known) return { ...known, taskId: known.id, taskName: known.title[language], planned: false };
  if (taskId === undefined && category !== undefined)
    return { taskId: null, taskName, category, variationGroup: null, planned: false };
  throw new AppError('bad_request', 'The request is not valid.', {
    fields: [{ path: 'taskId', rule: 'Must be a task of the plan or of the library' }],
  });
}

function subjectOf(date: string, { taskId, taskName, category }: Meant): string {
  if (taskId !== null) return `${date} ${taskId}`;
  const name = createHash('sha256').update(taskName.toLowerCase()).digest('hex').slice(0, 16);
  return `${date} own ${category} ${name}`;
}

type Content = Pick<
  Feedback,
  'completed' | 'satisfactionRating' | 'skippedReason' | 'actualMinutes' | 'notes'
>;

function contentOf(draft: FeedbackDraft): Content {
  return {
    completed: draft.completed,
    satisfactionRating: draft.satisfactionRating ?? null,
    skippedReason: draft.skippedReason ?? null,
    actualMinutes: draft.actualMinutes ?? null,
    notes: draft.notes ?? null,
  };
}

function saysSame(feedback: Feedback, draft: FeedbackDraft): boolean {
  return Object.entries(contentOf(draft)).every(
    ([field, value]) => feedback[field as keyof Content] === value,
  );
}

/** Counts a word in the place of all that it replaces: accounts that were joined may each have had one. */
function count(learning: Learning, feedback: Feedback, replaced: readonly Feedback[]): Learning {
  const learned = learnOutcome(learning, outcomeOf(feedback), ...replaced.map(outcomeOf));
  const without = replaced.reduce((state, one) => countOutcome(state, one, -1), learned);
  return countOutcome(without, feedback, 1);
}

/** What was done today without being planned has had its turn as well. */
function noteTurn(learning: Learning, { taskId, learned, completed }: Feedback, now: number): Learning {
  if (!learned || taskId === null || !completed) return learning;
  return { ...learning, rotation: { ...learning.rotation, [taskId]: now } };
}

function outcomeOf({ taskId, learned, completed, satisfactionRating }: Feedback): Outcome {
  return {
    completed,
    ...(learned && taskId !== null && { taskId }),
    ...(satisfactionRating !== null && { rating: satisfactionRating }),
  };
}

function marked(plan: StoredPlan, { taskId, completed }: Feedback, now: number) {
  const status = completed ? ('done' as const) : ('skipped' as const);
  const tasks = plan.tasks.map((task) => (task.taskId === taskId ? { ...task, status } : task));
  return { tasks, updatedAt: now };
}

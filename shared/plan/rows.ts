import type { Choice } from './schema.ts';
import type { StoredPlan } from './store.ts';
import type { Taken } from './take-feedback.ts';

/** Written once here, made by the provisioner. */
export const taskFeedbackTable = 'task_feedback';
export const taskChoicesTable = 'task_choices';

/** One row of what people said of tasks; a correction has the event id of what it corrects, and is later. */
export type TaskFeedbackRow = {
  event_id: string;
  feedback_id: string;
  user_id: string;
  task_id: string;
  category: string;
  variation_group: string | null;
  phase: string;
  completed: boolean;
  rating: number | null;
  created_at: string;
};

/** One row of what was chosen, and how likely that was. */
export type TaskChoiceRow = {
  choice_id: string;
  user_id: string;
  task_id: string;
  variation_group: string;
  phase: string;
  policy: string;
  probability: number;
  chosen_at: string;
};

/** The row of a choice that a plan has come by, and its id. */
export function choiceRow(
  userId: string,
  plan: StoredPlan,
  choice: Choice,
): [id: string, row: TaskChoiceRow] {
  const { taskId, variationGroup, phase, policy, probability } = choice;
  const id = `${userId}:${plan.date}:${plan.revision}:${taskId}`;
  const row = {
    choice_id: id,
    user_id: userId,
    task_id: taskId,
    variation_group: variationGroup,
    phase,
    policy,
    probability,
    chosen_at: new Date(plan.updatedAt).toISOString(),
  };
  return [id, row];
}

/** The row of a word on a task, and its id. */
export function feedbackRow(
  userId: string,
  { feedback, phase, variationGroup }: Taken,
): [id: string, row: TaskFeedbackRow] {
  const { feedbackId, subject, taskId, category, completed, satisfactionRating, updatedAt } = feedback;
  const row = {
    event_id: `${userId}:${subject}`,
    feedback_id: feedbackId,
    user_id: userId,
    task_id: taskId ?? 'own',
    category,
    variation_group: variationGroup,
    phase,
    completed,
    rating: satisfactionRating,
    created_at: new Date(updatedAt).toISOString(),
  };
  return [`${userId}:${feedbackId}:${updatedAt}`, row];
}

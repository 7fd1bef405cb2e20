/** Written once here, made by the provisioner. */
export const taskFeedbackTable = 'task_feedback';
export const taskChoicesTable = 'task_choices';

/** One row of what people said of tasks; a correction is another row under another event id. */
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
  event_id: string;
  choice_id: string;
  user_id: string;
  task_id: string;
  variation_group: string;
  phase: string;
  policy: string;
  probability: number;
  chosen_at: string;
};

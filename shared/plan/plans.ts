import type { Firestore } from '@google-cloud/firestore';
import type { Model } from '../model/index.ts';
import type { People } from '../person/index.ts';
import type { Clock, IdSource } from '../platform/clock.ts';
import type { RowStream } from '../platform/row-stream.ts';
import type { Mode, Tasks, Words } from '../tasks/index.ts';
import type { FeedbackDraft, FeedbackReceipt } from './feedback-schema.ts';
import type { Known } from './find-supply.ts';
import type { Learned } from './learned.ts';
import type { TaskChoiceRow, TaskFeedbackRow } from './rows.ts';
import type { DayPlan, Phase, PlannedTask } from './schema.ts';
import type { PlanSettings } from './settings.ts';

export type OpenTask = Pick<PlannedTask, 'taskId' | 'category' | 'minutes' | 'timeOfDay'> & { title: Words };

export type PlansOptions = {
  firestore: () => Promise<Firestore>;
  people: Pick<People, 'profile' | 'meet' | 'drop'>;
  tasks: Pick<Tasks, 'library'>;
  settings: PlanSettings;
  /** Makes plans where the library may not or cannot. */
  model?: Pick<Model, 'connected' | 'answer'> | undefined;
  choices: Pick<RowStream<TaskChoiceRow>, 'push'>;
  feedbacks: Pick<RowStream<TaskFeedbackRow>, 'push'>;
  /** Asked when tasks are chosen, and only then. */
  known?: ((userId: string) => Promise<Known>) | undefined;
  clock?: Clock;
  ids?: IdSource;
};

/** `receivedAt`: what was received before a person's erasure does not make them again. */
export type Asked = { date?: string | undefined; receivedAt: number };

export type Plans = {
  /**
   * The plan of a day where the person is, today unless said: the one there is, or a new one; another mode chooses
   * anew what is not done. not_found for a day that has passed without one, bad_request for one that the calendar
   * does not have or that is far ahead.
   */
  get(userId: string, asked: Asked & { mode?: Mode | undefined }): Promise<DayPlan>;
  /** Learns from the person's word on a task. One sent again has no further effect; another on the same task counts in its place. */
  feedback(userId: string, draft: FeedbackDraft, asked: { receivedAt: number }): Promise<FeedbackReceipt>;
  /** The day with another task in the place of an open one; as it is where there is none, or where that was done before. */
  swap(userId: string, asked: Asked & { taskId: string }): Promise<DayPlan>;
  /** Makes a day one of rest, or no longer. */
  rest(userId: string, asked: Asked & { on?: boolean | undefined }): Promise<DayPlan>;
  /** Sets the phase by hand; not_found where there is no such person. */
  overridePhase(userId: string, phase: Phase): Promise<Learned>;
  /** What was learned; not_found where there is no such person. */
  learned(userId: string): Promise<Learned>;
  /** What is open of a day's plan, for prompts: held for a minute, and no plan is made by asking. */
  openTasks(userId: string, epoch: number, date: string): Promise<OpenTask[]>;
  /** Forgets what this instance holds of the person. */
  drop(userId: string): void;
};

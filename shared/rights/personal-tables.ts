import type { PersonalTable } from './schema.ts';

/** Every table of analysts' whose rows name a person; whoever adds one to `infra/bigquery` adds it here. */
export const personalTables: readonly PersonalTable[] = [
  { name: 'chat_turns', timeColumn: 'turn_at' },
  { name: 'raw_user_actions', timeColumn: 'event_timestamp' },
  { name: 'task_choices', timeColumn: 'chosen_at' },
  { name: 'task_feedback', timeColumn: 'created_at' },
];

import { z } from 'zod';

/** Written once here, made by the provisioner. */
export const telegramTopic = 'telegram-updates';

/** How often an update is delivered before it goes to the dead letters: about a quarter of an hour. */
export const telegramAttempts = 20;

/** The kinds of update that Telegram is asked for. */
export const allowedUpdates = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const;

const id = z.int();

const userSchema = z.object({
  id: id.positive(),
  is_bot: z.boolean(),
  first_name: z.string().default(''),
  username: z.string().optional(),
  language_code: z.string().optional(),
});

const chatSchema = z.object({ id, type: z.enum(['private', 'group', 'supergroup', 'channel']) });

const entitySchema = z.object({
  type: z.string(),
  offset: z.int().min(0),
  length: z.int().min(0),
  user: z.object({ id }).optional(),
});

/** Something recorded; its length in seconds is Telegram's own measure. */
const recordingSchema = z.object({
  file_id: z.string().min(1),
  duration: z.number().min(0),
  mime_type: z.string().optional(),
  file_size: z.number().optional(),
});

/** Of these nothing but their being there matters, and nothing more goes into the queue. */
const presence = z
  .unknown()
  .transform(() => true)
  .optional();

/** What people send that the butler cannot read. */
const unreadable = {
  photo: presence,
  sticker: presence,
  video: presence,
  video_note: presence,
  animation: presence,
  document: presence,
  location: presence,
  venue: presence,
  contact: presence,
  poll: presence,
  dice: presence,
  story: presence,
  game: presence,
  paid_media: presence,
};
export const unreadableKinds = Object.keys(unreadable) as (keyof typeof unreadable)[];

const messageSchema = z.object({
  message_id: id.positive(),
  date: z.int().min(0),
  edit_date: z.int().optional(),
  chat: chatSchema,
  from: userSchema.optional(),
  message_thread_id: id.optional(),
  is_topic_message: z.boolean().optional(),
  media_group_id: z.string().max(64).optional(),
  text: z.string().max(8192).optional(),
  entities: z.array(entitySchema).max(1000).optional(),
  voice: recordingSchema.optional(),
  audio: recordingSchema.optional(),
  reply_to_message: z.object({ from: z.object({ id }).optional() }).optional(),
  ...unreadable,
});
export type TelegramMessage = z.output<typeof messageSchema>;

/** An update as Telegram sends it, with what Butler has no use for left out. */
export const updateSchema = z.object({
  update_id: z.int().min(0),
  message: messageSchema.optional(),
  edited_message: messageSchema.optional(),
  callback_query: z
    .object({
      id: z.string().min(1),
      from: userSchema,
      data: z.string().max(64).optional(),
      message: z.object({ message_id: id, chat: chatSchema, message_thread_id: id.optional() }).optional(),
    })
    .optional(),
  my_chat_member: z
    .object({
      chat: chatSchema,
      from: userSchema,
      date: z.int().min(0),
      new_chat_member: z.object({ status: z.string() }),
    })
    .optional(),
});
export type TelegramUpdate = z.output<typeof updateSchema>;

/** What goes through the queue. */
export const queuedUpdateSchema = z.object({
  update: updateSchema,
  /** When Telegram handed it over. */
  receivedAt: z.number(),
});
export type QueuedUpdate = z.output<typeof queuedUpdateSchema>;

/** The chat an update is of, by which it is ordered; none where Butler has no use for the update. */
export function chatOfUpdate(update: TelegramUpdate): number | undefined {
  const { message, edited_message: edited, callback_query: press, my_chat_member: member } = update;
  return (message ?? edited ?? press?.message ?? member)?.chat.id;
}

/** The commands the bot lists; their texts are with the texts of the bot. */
export const commandNames = [
  'start',
  'help',
  'plan',
  'done',
  'skip',
  'rest',
  'week',
  'memory',
  'why',
  'macro',
  'link',
  'export',
  'forget',
] as const;
export type CommandName = (typeof commandNames)[number];

/** A button below a message; its data comes back when it is pressed. */
const buttonSchema = z.object({ text: z.string(), data: z.string() });
export type Button = z.output<typeof buttonSchema>;

/** What is to be sent for one update. */
export const answerSchema = z.object({
  /** One message each, in the model's Markdown or plain. */
  parts: z.array(z.string()),
  markdown: z.boolean(),
  /** Rows of buttons below the last part. */
  buttons: z.array(z.array(buttonSchema)).optional(),
  /** The message that takes the text and the buttons, instead of a new one. */
  edits: z.int().optional(),
  /** What is shown for a moment to who pressed a button. */
  notice: z.string().max(200).optional(),
  /** A document to follow; it is made when it is sent, for it does not fit here. */
  document: z.enum(['export']).optional(),
});
export type Answer = z.output<typeof answerSchema>;

export const onboardingSteps = ['name', 'language', 'timezone', 'archetype'] as const;
export type OnboardingStep = (typeof onboardingSteps)[number];

/** What Telegram alone needs to know of a person. */
export const telegramStateSchema = z.object({
  /** When they were found to have blocked the bot; null while they have not. */
  blockedAt: z.number().nullable().default(null),
  /** What the introductions asked last, and for which update. Buttons answer it at any time. */
  question: z
    .object({
      step: z.enum(onboardingSteps),
      askedAt: z.number(),
      askedFor: z.int(),
      /** Whether the next message may answer it in words. */
      open: z.boolean(),
    })
    .nullable()
    .default(null),
  /** The album that was answered last, by the first of its pictures. */
  album: z.object({ id: z.string(), updateId: z.int() }).nullable().default(null),
  /** When /forget asked whether it may. */
  forgetAskedAt: z.number().nullable().default(null),
});
export type TelegramState = z.output<typeof telegramStateSchema>;

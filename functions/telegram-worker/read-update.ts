import type { QueuedUpdate, TelegramMessage } from '../../shared/telegram/index.ts';
import { unreadableKinds } from '../../shared/telegram/index.ts';

/** The bot as people name it; its names are needed in groups alone. */
export type Bot = { id: number; username?: string; firstName?: string };

type Recording = { fileId: string; durationSeconds: number; bytes?: number; mediaType: string };

/** Who wrote where, and when. */
export type Place = {
  updateId: number;
  chatId: number;
  isPrivate: boolean;
  threadId?: number;
  /** The message in the chat, or the one whose button was pressed. */
  messageId?: number;
  identity: string;
  accountId: string;
  hints: { name?: string; language?: 'ru' | 'en' };
  conversationId: string;
  receivedAt: number;
};

/** What is to be done about an update. */
export type Incoming = Place &
  (
    | { kind: 'text'; text: string; eventId: string }
    | { kind: 'voice'; recording: Recording; eventId: string }
    | { kind: 'command'; command: string; args: string }
    | { kind: 'press'; pressId: string; data: string }
    | { kind: 'edit'; text: string; eventId: string }
    | { kind: 'unreadable'; album?: string }
    | { kind: 'member'; blocked: boolean }
  );

/** The latest delay between a message and its update with which they count as one moment. */
const promptMs = 5000;

/** What an update asks for; nothing where it is none of the bot's business. */
export function readUpdate({ update, receivedAt }: QueuedUpdate, bot: Bot): Incoming | undefined {
  const { message, edited_message: edited, callback_query: press, my_chat_member: member } = update;
  if (message) return readMessage(message, placeOf(update.update_id, message, receivedAt), bot);
  if (edited?.text !== undefined) {
    const place = placeOf(update.update_id, edited, receivedAt, edited.edit_date);
    const text = place && textFor(edited, edited.text, bot);
    return place && text !== undefined
      ? { ...place, kind: 'edit', text, eventId: eventIdOf(edited) }
      : undefined;
  }
  if (press?.message && press.data !== undefined && press.message.chat.type === 'private') {
    const { chat, message_id } = press.message;
    const place = placeOf(update.update_id, { chat, from: press.from, message_id }, receivedAt);
    return place && { ...place, kind: 'press', pressId: press.id, data: press.data };
  }
  if (member?.chat.type === 'private') {
    const place = placeOf(update.update_id, member, receivedAt);
    return place && { ...place, kind: 'member', blocked: member.new_chat_member.status === 'kicked' };
  }
  return undefined;
}

function readMessage(message: TelegramMessage, place: Place | undefined, bot: Bot): Incoming | undefined {
  if (!place || !isAddressed(message, bot)) return undefined;
  const eventId = eventIdOf(message);
  const recording = message.voice ?? message.audio;
  if (recording) {
    const { file_id: fileId, duration: durationSeconds, file_size: bytes, mime_type } = recording;
    const mediaType = mime_type ?? (message.voice ? 'audio/ogg' : 'audio/mpeg');
    const read = { fileId, durationSeconds, mediaType, ...(bytes !== undefined && { bytes }) };
    return { ...place, kind: 'voice', recording: read, eventId };
  }
  if (message.text !== undefined) {
    const [, command, , args = ''] = /^\/(\w+)(?:@(\w+))?(?:\s+([\s\S]*))?$/.exec(message.text) ?? [];
    if (command !== undefined)
      return { ...place, kind: 'command', command: command.toLowerCase(), args: args.trim() };
    const text = textFor(message, message.text, bot) ?? '';
    return { ...place, kind: 'text', text, eventId };
  }
  if (!unreadableKinds.some((kind) => message[kind])) return undefined;
  const { media_group_id: album } = message;
  return { ...place, kind: 'unreadable', ...(album !== undefined && { album }) };
}

type Origin = Pick<TelegramMessage, 'chat' | 'from' | 'message_thread_id' | 'is_topic_message'> & {
  message_id?: number;
  date?: number;
};

function placeOf(updateId: number, origin: Origin, receivedAt: number, editedAt?: number): Place | undefined {
  const { chat, from, message_id: messageId, message_thread_id: threadId } = origin;
  // Channels and anonymous administrators speak for nobody in particular.
  if (!from || from.is_bot || chat.type === 'channel') return undefined;
  const code = from.language_code?.slice(0, 2).toLowerCase();
  const sentAt = (editedAt ?? origin.date ?? Infinity) * 1000;
  return {
    updateId,
    chatId: chat.id,
    isPrivate: chat.type === 'private',
    ...(threadId !== undefined && origin.is_topic_message && { threadId }),
    ...(messageId !== undefined && { messageId }),
    identity: `telegram:${from.id}`,
    accountId: String(from.id),
    hints: {
      ...(from.first_name !== '' && { name: from.first_name }),
      ...((code === 'ru' || code === 'en') && { language: code }),
    },
    conversationId: `telegram-${chat.id}`,
    // Telegram tells whole seconds, so its own time counts only where an update comes late.
    receivedAt: receivedAt - sentAt > promptMs ? sentAt + 999 : receivedAt,
  };
}

/** The event of this message in memory: unique in its conversation, and valid for chats with negative ids. */
function eventIdOf({ chat, message_id: id }: TelegramMessage): string {
  return `tg.${chat.id}.${id}`;
}

/** Whether it is meant for the bot: in private everything, in a group what names the bot or replies to it. */
function isAddressed(message: TelegramMessage, bot: Bot): boolean {
  if (message.chat.type === 'private') return true;
  return message.reply_to_message?.from?.id === bot.id || namesBot(message, bot);
}

function namesBot({ text = '', entities = [] }: TelegramMessage, { id, username, firstName }: Bot): boolean {
  const mentioned = entities.some(({ type, offset, length, user }) => {
    if (type === 'text_mention') return user?.id === id;
    const part = text.slice(offset, offset + length).toLowerCase();
    if (username === undefined || (type !== 'mention' && type !== 'bot_command')) return false;
    return part.endsWith(`@${username.toLowerCase()}`);
  });
  return mentioned || (firstName !== undefined && calledBy(firstName).test(text));
}

/** The text without the name that calls the bot; nothing where an edited text does not call it. */
function textFor(message: TelegramMessage, text: string, bot: Bot): string | undefined {
  if (message.chat.type === 'private') return text;
  if (!isAddressed(message, bot)) return undefined;
  const { username, firstName } = bot;
  const named = username === undefined ? text : text.replace(new RegExp(`@${username}\\b`, 'giu'), '');
  const called = firstName === undefined ? named : named.replace(calledBy(firstName), '');
  return called.replace(/^[\s,.:;!—–-]+/u, '').trim();
}

function calledBy(name: string): RegExp {
  const literal = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^\\s*${literal}(?![\\p{L}\\p{N}])`, 'iu');
}

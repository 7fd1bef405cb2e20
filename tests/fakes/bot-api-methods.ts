import { markdownProblem, readHtml } from './bot-api-markup.ts';
import { getUpdates, languageOf, setCommands, setWebhook } from './bot-api-setup.ts';
import { type BotState, type Fields, Refusal, type SentMessage } from './bot-api-state.ts';

const mostText = 4096;
const mostNotice = 200;
const mostFile = 20 * 1024 * 1024;
const actions = ['typing', 'upload_document', 'record_voice', 'upload_voice', 'find_location'];

/** Does what a method of the Bot API does, and refuses what it refuses. */
export async function answerMethod(state: BotState, method: string, fields: Fields): Promise<unknown> {
  switch (method) {
    case 'getMe':
      return state.bot;
    case 'sendMessage':
      return sendMessage(state, fields);
    case 'sendDocument':
      return sendDocument(state, fields);
    case 'sendChatAction': {
      const chatId = chatOf(state, fields);
      const action = String(fields['action']);
      if (!actions.includes(action)) throw new Refusal(400, 'Bad Request: wrong parameter action in request');
      state.actions.push({ chatId, action });
      return true;
    }
    case 'answerCallbackQuery':
      return answerCallbackQuery(state, fields);
    case 'editMessageText':
      return editMessageText(state, fields);
    case 'editMessageReplyMarkup':
      return true;
    case 'getFile': {
      const file = state.files.get(String(fields['file_id']));
      if (!file) throw new Refusal(400, 'Bad Request: invalid file_id');
      if (file.size > mostFile) throw new Refusal(400, 'Bad Request: file is too big');
      return { file_id: fields['file_id'], file_unique_id: 'u', file_size: file.size, file_path: file.path };
    }
    case 'setMyCommands':
      return setCommands(state, fields);
    case 'getMyCommands':
      return state.commands.get(languageOf(fields)) ?? [];
    case 'setWebhook':
      return setWebhook(state, fields);
    case 'deleteWebhook':
      state.webhook = undefined;
      return true;
    case 'getWebhookInfo':
      return {
        url: state.webhook?.url ?? '',
        has_custom_certificate: false,
        pending_update_count: state.updates.length,
        ...(state.webhook && { allowed_updates: state.webhook.allowed }),
      };
    case 'getUpdates':
      return getUpdates(state, fields);
    default:
      throw new Refusal(404, 'Not Found');
  }
}

function chatOf(state: BotState, fields: Fields): number {
  const chatId = Number(fields['chat_id']);
  if (!Number.isSafeInteger(chatId) || chatId === 0) throw new Refusal(400, 'Bad Request: chat not found');
  if (state.blocked.has(chatId)) throw new Refusal(403, 'Forbidden: bot was blocked by the user');
  return chatId;
}

function sendMessage(state: BotState, fields: Fields): object {
  const chatId = chatOf(state, fields);
  const { text: raw, parse_mode: parseMode } = fields;
  return keep(state, chatId, fields, { text: readText(raw, parseMode), raw: String(raw) });
}

function answerCallbackQuery(state: BotState, fields: Fields): true {
  const id = String(fields['callback_query_id']);
  // Telegram takes one answer to a press.
  if (state.answered.includes(id))
    throw new Refusal(
      400,
      'Bad Request: query is too old and response timeout expired or query ID is invalid',
    );
  const { text } = fields;
  if (typeof text === 'string') {
    if (text.length > mostNotice) throw new Refusal(400, 'Bad Request: MESSAGE_TOO_LONG');
    state.notices.push(text);
  }
  state.answered.push(id);
  return true;
}

function editMessageText(state: BotState, fields: Fields): object {
  const chatId = chatOf(state, fields);
  const message = state.sent.find(
    (one) => one.chatId === chatId && one.messageId === Number(fields['message_id']),
  );
  if (!message) throw new Refusal(400, 'Bad Request: message to edit not found');
  const { text: raw, parse_mode: parseMode } = fields;
  const text = readText(raw, parseMode);
  const buttons = readButtons(fields);
  if (raw === message.raw && JSON.stringify(buttons) === JSON.stringify(message.buttons))
    throw new Refusal(
      400,
      'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    );
  Object.assign(message, { text, raw, buttons, edits: (message.edits ?? 0) + 1 });
  return { message_id: message.messageId, chat: { id: chatId }, text };
}

/** A text as a reader sees it, of a length that Telegram takes. */
function readText(raw: unknown, parseMode: unknown): string {
  if (typeof raw !== 'string') throw new Refusal(400, 'Bad Request: message text is empty');
  const text = visible(raw, parseMode);
  if (text.trim() === '') throw new Refusal(400, 'Bad Request: message text is empty');
  if (text.length > mostText) throw new Refusal(400, 'Bad Request: message is too long');
  return text;
}

function sendDocument(state: BotState, fields: Fields): object {
  const chatId = chatOf(state, fields);
  const file = fields['document'] as { filename?: string; text?: string; size?: number } | undefined;
  if (!file?.size) throw new Refusal(400, 'Bad Request: file must be non-empty');
  const raw = typeof fields['caption'] === 'string' ? fields['caption'] : '';
  const document = { filename: file.filename ?? '', text: file.text ?? '' };
  return keep(state, chatId, fields, { text: visible(raw, fields['parse_mode']), raw, document });
}

/** What a reader sees of it. Half a surrogate pair never gets through JSON in UTF-8. */
function visible(raw: string, parseMode: unknown): string {
  if (!raw.isWellFormed()) throw new Refusal(400, 'Bad Request: strings must be encoded in UTF-8');
  if (parseMode === undefined) return raw;
  if (parseMode === 'HTML') {
    const read = readHtml(raw);
    if ('problem' in read) throw new Refusal(400, `Bad Request: can't parse entities: ${read.problem}`);
    return read.text;
  }
  if (parseMode !== 'MarkdownV2') throw new Refusal(400, 'Bad Request: unsupported parse_mode');
  const problem = markdownProblem(raw);
  if (problem !== undefined) throw new Refusal(400, `Bad Request: can't parse entities: ${problem}`);
  return raw.replace(/\\(.)/gs, '$1');
}

function keep(
  state: BotState,
  chatId: number,
  fields: Fields,
  content: Pick<SentMessage, 'text' | 'raw' | 'document'>,
): object {
  const buttons = readButtons(fields);
  const replyTo = parse(fields['reply_parameters'])?.['message_id'];
  const messageId = state.nextMessage++;
  const { parse_mode: parseMode } = fields;
  state.sent.push({
    chatId,
    messageId,
    ...content,
    ...(typeof parseMode === 'string' && { parseMode }),
    buttons,
    ...(typeof replyTo === 'number' && { replyTo }),
  });
  return {
    message_id: messageId,
    date: Math.floor(Date.now() / 1000),
    chat: { id: chatId },
    text: content.text,
  };
}

const parse = (value: unknown) =>
  (typeof value === 'string' ? JSON.parse(value) : value) as Record<string, unknown> | undefined;

function readButtons(fields: Fields): SentMessage['buttons'] {
  const rows = (parse(fields['reply_markup'])?.['inline_keyboard'] ?? []) as {
    text: string;
    callback_data: string;
  }[][];
  const buttons = rows.flat().map((button) => ({ text: button.text, data: button.callback_data }));
  for (const { data } of buttons) {
    const bytes = Buffer.byteLength(data);
    if (bytes < 1 || bytes > 64) throw new Refusal(400, 'Bad Request: BUTTON_DATA_INVALID');
  }
  return buttons;
}

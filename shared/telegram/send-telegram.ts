import type { Opts, Telegram as Methods } from 'telegraf/types';
import { AppError } from '../platform/errors.ts';
import { log } from '../platform/log.ts';
import { counter, histogram } from '../platform/metrics.ts';
import { fetchFile } from './fetch-file.ts';
import { formatReply, plainReply } from './format-reply.ts';
import { asFailure, isGone, isRefusal } from './read-refusal.ts';
import { allowedUpdates, type Button } from './schema.ts';

const calls = counter('telegram_calls_total', 'Calls of the Bot API, by how they ended', [
  'method',
  'outcome',
]);
const durations = histogram('telegram_call_seconds', 'Time of a call of the Bot API', ['method']);

const callMs = 10_000;

/** How long Telegram may ask us to wait before the wait is left to a redelivery. */
const mostWaitMs = 5000;

/** Where a message goes. */
export type Target = { chatId: number; threadId?: number; replyTo?: number };

export type Sent =
  | { outcome: 'sent' }
  /** The person blocked the bot, or the chat is no more: there is nobody to send to. */
  | { outcome: 'blocked' }
  /** Telegram will never take this message there, e.g. for want of rights in a group. */
  | { outcome: 'refused' }
  /** Telegram wants to be left alone for longer than we wait. */
  | { outcome: 'later'; retryAfterSeconds: number };

/** The one way to Telegram. A failure is an AppError and never holds the token. */
export type TelegramSender = ReturnType<typeof createTelegram>;

/** Speaks to the Bot API at `apiUrl` as the bot of `token`. */
export function createTelegram(options: {
  token: string;
  apiUrl: string;
  /** Waits; tests hand in their own. */
  pause?: (ms: number) => Promise<void>;
}) {
  const {
    token,
    apiUrl,
    pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  } = options;
  // Loaded when it is first needed, for who only reads updates needs none of it.
  const open = () => import('telegraf').then(({ Telegram }) => new Telegram(token, { apiRoot: apiUrl }));
  let client: ReturnType<typeof open> | undefined;
  const hidden = (text: string) => (token === '' ? text : text.replaceAll(token, '[token]'));

  async function call<M extends keyof Methods>(
    method: M,
    payload: Opts<M>,
    { limitMs = callMs, signal }: { limitMs?: number; signal?: AbortSignal } = {},
  ): Promise<ReturnType<Methods[M]>> {
    const started = performance.now();
    const limit = AbortSignal.timeout(limitMs);
    try {
      // Its own declaration of a signal is older than Node's.
      const both = (signal ? AbortSignal.any([signal, limit]) : limit) as never;
      const result = await (await (client ??= open())).callApi(method, payload, { signal: both });
      calls.inc({ method, outcome: 'done' });
      return result;
    } catch (cause) {
      calls.inc({ method, outcome: isRefusal(cause) ? String(cause.code) : 'failed' });
      if (isRefusal(cause)) throw cause;
      throw new AppError('unavailable', 'Telegram does not answer.', {
        cause: new Error(hidden(String(cause))),
      });
    } finally {
      durations.observe({ method }, (performance.now() - started) / 1000);
    }
  }

  /** Sends once, or as often as a short wait is asked for. */
  async function deliver(send: () => Promise<unknown>): Promise<Sent> {
    for (let tries = 0; ; tries++) {
      try {
        await send();
        return { outcome: 'sent' };
      } catch (cause) {
        if (!isRefusal(cause)) throw cause;
        if (isGone(cause)) return { outcome: 'blocked' };
        if (cause.code === 400) {
          log.warning('telegram.refused', { description: cause.description });
          return { outcome: 'refused' };
        }
        if (cause.code !== 429) throw asFailure(cause);
        const retryAfterSeconds = cause.parameters?.retry_after ?? 1;
        if (retryAfterSeconds * 1000 > mostWaitMs || tries >= 3)
          return { outcome: 'later', retryAfterSeconds };
        await pause(retryAfterSeconds * 1000);
      }
    }
  }

  return {
    botId: Number(token.split(':')[0] ?? 0),

    /** Who the bot is. */
    me: async (): Promise<{ username: string; firstName: string }> => {
      const { username, first_name: firstName } = await asked(call('getMe', {}));
      return { username, firstName };
    },

    /** Sends one message of at most 4096 characters; as plain text where Telegram cannot read its markup. */
    async send(
      target: Target,
      text: string,
      more: { markdown: boolean; buttons?: Button[][] },
    ): Promise<Sent> {
      const { markdown, buttons = [] } = more;
      const common = {
        ...place(target),
        link_preview_options: { is_disabled: true },
        ...(buttons.length > 0 && { reply_markup: keyboard(buttons) }),
      };
      const plain = () =>
        call('sendMessage', { ...common, text: (markdown && plainReply(text).trim()) || text });
      return deliver(async () => {
        if (!markdown) return plain();
        try {
          return await call('sendMessage', { ...common, text: formatReply(text), parse_mode: 'HTML' });
        } catch (cause) {
          if (!isRefusal(cause) || !/parse entities|too long|empty/i.test(cause.message)) throw cause;
          log.warning('telegram.markup_refused', { length: text.length });
          return plain();
        }
      });
    },

    /**
     * Puts another text and other buttons in the place of those of a message; sends it where that message is no more.
     * Nothing in it is markup.
     */
    async edit(target: Target, messageId: number, text: string, buttons: Button[][] = []): Promise<Sent> {
      const content = { text, link_preview_options: { is_disabled: true }, reply_markup: keyboard(buttons) };
      return deliver(async () => {
        try {
          await call('editMessageText', { chat_id: target.chatId, message_id: messageId, ...content });
        } catch (cause) {
          if (!isRefusal(cause) || cause.code !== 400) throw cause;
          // It says so already: the edit came through, and its answer did not.
          if (/not modified/i.test(cause.description)) return;
          if (!/message to edit not found|can't be edited|MESSAGE_ID_INVALID/i.test(cause.description))
            throw cause;
          await call('sendMessage', { ...place(target), ...content });
        }
      });
    },

    /** Uploads a document. */
    sendDocument: (target: Target, file: { name: string; content: Buffer; caption?: string }) =>
      deliver(() => {
        const document = { source: file.content, filename: file.name };
        const caption = file.caption === undefined ? {} : { caption: file.caption };
        return call('sendDocument', { ...place(target), document, ...caption }, { limitMs: 60_000 });
      }),

    /** Shows for five seconds that something is being done. A failure does not matter. */
    async showWorking({ chatId, threadId }: Target, action: 'typing' | 'upload_document'): Promise<void> {
      const thread = threadId === undefined ? {} : { message_thread_id: threadId };
      await call('sendChatAction', { chat_id: chatId, action, ...thread }).catch(() => undefined);
    },

    /** Ends the waiting of a pressed button, with a word if there is one. What is too old cannot be answered, and need not be. */
    async answerPress(id: string, notice?: string): Promise<void> {
      const text = notice === undefined ? {} : { text: notice };
      await call('answerCallbackQuery', { callback_query_id: id, ...text }).catch(() => undefined);
    },

    /** Fetches a file of at most `most` bytes; `too_large` when it is larger. */
    fetchFile: (fileId: string, most: number, limitMs: number): Promise<Uint8Array | 'too_large'> =>
      fetchFile(
        {
          find: () => call('getFile', { file_id: fileId }),
          addressOf: (path) => `${apiUrl}/file/bot${token}/${path}`,
          hidden,
        },
        most,
        limitMs,
      ),

    /** The updates that wait from `offset` on, for which it confirms all before; waits for one if there is none. */
    getUpdates: (
      offset: number | undefined,
      timeoutSeconds: number,
      signal?: AbortSignal,
    ): Promise<unknown[]> =>
      asked(
        call(
          'getUpdates',
          {
            ...(offset !== undefined && { offset }),
            timeout: timeoutSeconds,
            limit: 100,
            allowed_updates: [...allowedUpdates],
          },
          { limitMs: (timeoutSeconds + 10) * 1000, ...(signal && { signal }) },
        ),
      ),

    webhook: () => asked(call('getWebhookInfo', {})),
    setWebhook: (url: string, secret: string) =>
      asked(
        call('setWebhook', {
          url,
          secret_token: secret,
          allowed_updates: [...allowedUpdates],
          max_connections: 40,
        }),
      ),
    commands: (language: 'ru' | 'en' | '') =>
      asked(call('getMyCommands', language === '' ? {} : { language_code: language })),
    setCommands: (language: 'ru' | 'en' | '', commands: { command: string; description: string }[]) =>
      asked(call('setMyCommands', { commands, ...(language !== '' && { language_code: language }) })),
  };
}

/** A call that is not a message: whatever Telegram refuses of it is a failure. */
async function asked<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw isRefusal(cause) ? asFailure(cause) : cause;
  }
}

function keyboard(buttons: Button[][]) {
  return {
    inline_keyboard: buttons.map((row) => row.map(({ text, data }) => ({ text, callback_data: data }))),
  };
}

function place({ chatId, threadId, replyTo }: Target) {
  return {
    chat_id: chatId,
    ...(threadId !== undefined && { message_thread_id: threadId }),
    ...(replyTo !== undefined && {
      reply_parameters: { message_id: replyTo, allow_sending_without_reply: true },
    }),
  };
}

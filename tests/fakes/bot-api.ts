import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerMethod } from './bot-api-methods.ts';
import { type BotState, type Fields, Refusal } from './bot-api-state.ts';

export type { SentMessage } from './bot-api-state.ts';

export type Call = { method: string; payload: Fields };

/** What a scripted call is answered with instead of its own answer. */
export type Scripted =
  | { kind: 'refuse'; status: number; description: string; retryAfter?: number }
  /** Does what was asked, then cuts the connection before the answer. */
  | { kind: 'cut' }
  /** Cuts the connection and does nothing. */
  | { kind: 'drop' }
  /** Waits until released, then goes on. */
  | { kind: 'hold'; until: Promise<unknown> };

export type BotApi = Awaited<ReturnType<typeof startBotApi>>;

type Person = { id: number; first_name?: string; language_code?: string; is_bot?: boolean };
type Chat = { id: number; type?: string };

/** A Bot API server that keeps Telegram's rules for messages, files, commands, webhooks and polling. */
export async function startBotApi(options: { token?: string; username?: string; clock?: () => number } = {}) {
  const {
    token = '4242:a-token-of-the-bot-api-fake',
    username = 'alfred_test_bot',
    clock = Date.now,
  } = options;
  const bot = { id: Number(token.split(':')[0]), is_bot: true, first_name: 'Alfred', username };
  const state: BotState = {
    bot,
    token,
    sent: [],
    actions: [],
    answered: [],
    notices: [],
    blocked: new Set(),
    files: new Map(),
    commands: new Map(),
    webhook: undefined,
    updates: [],
    wake: new Set(),
    nextMessage: 1000,
  };
  const calls: Call[] = [];
  const scripts = new Map<string, Scripted[]>();
  let nextUpdate = 700_000_000;
  let nextFile = 1;

  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const file = /^\/file\/bot([^/]+)\/(.+)$/.exec(request.url ?? '');
    if (file) {
      const found = [...state.files.values()].find(({ path }) => path === file[2]);
      const status = file[1] === token && found ? 200 : 404;
      calls.push({ method: 'download', payload: { path: file[2] } });
      const script = scripts.get('download')?.shift();
      if (script?.kind === 'drop') return void response.destroy();
      response.writeHead(status, { 'content-type': 'application/octet-stream' });
      return void response.end(status === 200 ? found?.bytes : undefined);
    }
    const [, given, method = ''] = /^\/bot([^/]+)\/(\w+)(?:\?.*)?$/.exec(request.url ?? '') ?? [];
    const payload = await readFields(request);
    if (given !== token) return reply(response, 401, { error_code: 401, description: 'Unauthorized' });
    calls.push({ method, payload });

    const script = scripts.get(method)?.shift();
    if (script?.kind === 'drop') return void response.destroy();
    if (script?.kind === 'hold') await script.until;
    if (script?.kind === 'refuse') {
      const { status, description, retryAfter } = script;
      const parameters = retryAfter === undefined ? {} : { parameters: { retry_after: retryAfter } };
      return reply(response, status, { error_code: status, description, ...parameters });
    }
    try {
      const result = await answerMethod(state, method, payload);
      if (script?.kind === 'cut') return void response.destroy();
      reply(response, 200, { result });
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause;
      reply(response, cause.status, { error_code: cause.status, description: cause.message });
    }
  }

  const update = <Fields extends object>(fields: Fields) => ({ update_id: nextUpdate++, ...fields });
  const person = (from: Person) => ({ is_bot: false, first_name: 'Anna', language_code: 'ru', ...from });
  /** The fields of a message that a person sends; with `chat` left out, in private. */
  const message = (from: Person, chat: Chat | undefined, fields: object) => ({
    message_id: state.nextMessage++,
    date: Math.floor(clock() / 1000),
    from: person(from),
    chat: { type: 'private', ...(chat ?? { id: from.id }) },
    ...fields,
  });
  const textFields = (text: string) => {
    const entities = [...text.matchAll(/(?:^|(?<=\s))(\/\w+(?:@\w+)?|@\w+)/g)].map((found) => ({
      type: found[0].startsWith('/') ? 'bot_command' : 'mention',
      offset: found.index,
      length: found[0].length,
    }));
    return { text, ...(entities.length > 0 && { entities }) };
  };

  /** Posts an update to the webhook that was set, as Telegram does; gives the status of the answer. */
  async function deliver(one: object, changed: { secret?: string | undefined } = {}): Promise<number> {
    if (!state.webhook) throw new Error('No webhook is set.');
    const secret = 'secret' in changed ? changed.secret : state.webhook.secret;
    const response = await fetch(state.webhook.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(secret !== undefined && { 'x-telegram-bot-api-secret-token': secret }),
      },
      body: JSON.stringify(one),
    });
    await response.arrayBuffer();
    return response.status;
  }

  return {
    url,
    token,
    bot,
    /** Every call, answered or not, oldest first. */
    calls,
    /** What arrived in chats, oldest first. */
    sent: state.sent,
    actions: state.actions,
    /** Callback queries that were answered. */
    answered: state.answered,
    /** What was shown to who pressed buttons, oldest first. */
    notices: state.notices,
    commands: state.commands,
    webhook: () => state.webhook,
    callsOf: (method: string) => calls.filter((call) => call.method === method),
    textsTo: (chat: number) => state.sent.filter(({ chatId }) => chatId === chat).map(({ text }) => text),
    /** Answers the next call of this method so; more than one are used in turn. */
    script(method: string, ...next: Scripted[]) {
      scripts.set(method, [...(scripts.get(method) ?? []), ...next]);
    },
    block: (chat: number) => void state.blocked.add(chat),
    unblock: (chat: number) => void state.blocked.delete(chat),
    /** Puts a file on the server; gives its id. `size` pretends another length. */
    addFile(bytes: Uint8Array, size = bytes.length): string {
      const id = `file-${nextFile++}`;
      state.files.set(id, { bytes: Buffer.from(bytes), path: `voice/${id}.oga`, size });
      return id;
    },
    /* Updates, as Telegram makes them. */
    text: (from: Person, text: string, chat?: Chat, more: object = {}) =>
      update({ message: message(from, chat, { ...textFields(text), ...more }) }),
    media: (from: Person, fields: object, chat?: Chat) => update({ message: message(from, chat, fields) }),
    edit: (before: { message?: object }, text: string) =>
      update({
        edited_message: {
          ...before.message,
          ...textFields(text),
          edit_date: Math.floor(clock() / 1000),
        },
      }),
    /** A press of a button under a message that was sent, or under one of long ago. */
    press: (from: Person, data: string, chat?: Chat, messageId?: number) =>
      update({
        callback_query: {
          id: `press-${nextUpdate}`,
          from: person(from),
          chat_instance: '1',
          data,
          message: {
            ...message(from, chat, { text: 'buttons' }),
            ...(messageId !== undefined && { message_id: messageId }),
            from: bot,
          },
        },
      }),
    member: (from: Person, status: 'member' | 'kicked') =>
      update({
        my_chat_member: {
          chat: { id: from.id, type: 'private' },
          from: person(from),
          date: Math.floor(clock() / 1000),
          old_chat_member: { user: bot, status: status === 'kicked' ? 'member' : 'kicked' },
          new_chat_member: { user: bot, status },
        },
      }),
    deliver,
    /** Makes updates wait for who polls. */
    queue(...updates: object[]) {
      state.updates.push(...(updates as BotState['updates']));
      for (const wake of state.wake) wake();
    },
    /** Updates that nobody has confirmed yet. */
    waiting: () => state.updates.length,
    close: () =>
      new Promise<void>((resolve) => {
        for (const wake of state.wake) wake();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ ok: status === 200, ...body }));
}

async function readFields(request: IncomingMessage): Promise<Fields> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  if (body.length === 0) return {};
  if (!type.startsWith('multipart/')) return JSON.parse(body.toString('utf8')) as Fields;
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the bodies are our own and small
  const form = await new Response(body, { headers: { 'content-type': type } }).formData();
  const fields: Fields = {};
  for (const [name, value] of form) {
    fields[name] =
      typeof value === 'string'
        ? value
        : { filename: value.name, text: await value.text(), size: value.size };
  }
  return fields;
}

import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

export type ModelRoute = 'chat' | 'embeddings' | 'transcription';

/** How one request is answered; whatever is left out is as a healthy server would do it. */
export type ScriptedAnswer = {
  /** The answer of a chat, or what was heard. */
  text?: string;
  /** The same text in pieces, for a stream; a whole answer has them joined. */
  pieces?: readonly string[];
  status?: number;
  headers?: Record<string, string>;
  /** The body of an error, or of an answer that is no such thing. */
  body?: unknown;
  /** What is sent as it is, with status 200 unless told otherwise. */
  raw?: string;
  usage?: { prompt_tokens: number; completion_tokens: number };
  /** How long the server thinks, or what it waits for. */
  delayMs?: number;
  waitFor?: Promise<unknown>;
  /** Never answers. */
  hang?: boolean;
  /** Cuts the connection before the first byte, or after so many pieces of a stream. */
  breakAfter?: number;
  /** Ends a stream in good order and without saying why, as a server that dies behind a proxy does. */
  endsEarly?: boolean;
  /** Stops after the pieces without ending. */
  stalls?: boolean;
  embeddings?: number[][];
};

export type ModelRequest = {
  route: ModelRoute;
  path: string;
  headers: IncomingHttpHeaders;
  /** The JSON of a chat or of embeddings. */
  body: ChatBody;
  /** The fields of a transcription, and its file. */
  form: Record<string, string>;
  file?: { name: string; type: string; bytes: Uint8Array };
  /** When it came, by this process's clock. */
  at: number;
  /** Whether the caller hung up before the answer was whole. */
  aborted: boolean;
};

const chatBodySchema = z.looseObject({
  model: z.string().default(''),
  messages: z.array(z.object({ role: z.string(), content: z.string() })).default([]),
  input: z.union([z.string(), z.array(z.string())]).default([]),
  stream: z.boolean().default(false),
  max_tokens: z.number().optional(),
});
type ChatBody = z.output<typeof chatBodySchema>;

export type ModelServer = {
  /** The base URL, as MODEL_BASE_URL takes it. */
  url: string;
  requests: ModelRequest[];
  /** Requests of one route. */
  of(route: ModelRoute): ModelRequest[];
  /** Answers the next requests of the route so, one each; after them the usual answer again. */
  script(route: ModelRoute, ...answers: ScriptedAnswer[]): void;
  /** Sets the usual answer of the route. */
  always(route: ModelRoute, answer: ScriptedAnswer | ((request: ModelRequest) => ScriptedAnswer)): void;
  /** Forgets requests, scripts and usual answers. */
  reset(): void;
  close(): Promise<void>;
};

export type ModelServerOptions = {
  /** Refuses other keys with 401. */
  apiKey?: string;
  /** Refuses neighbours of the same role, as some chat templates do. */
  alternatingRoles?: boolean;
  port?: number;
};

/** How many numbers an embedding has unless it is scripted. */
const dimensions = 64;

/** A server of the protocols that models are spoken to with, over real HTTP on 127.0.0.1. */
export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const requests: ModelRequest[] = [];
  const scripts: Record<ModelRoute, ScriptedAnswer[]> = { chat: [], embeddings: [], transcription: [] };
  const usual = new Map<ModelRoute, ScriptedAnswer | ((request: ModelRequest) => ScriptedAnswer)>();

  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await read(incoming);
    if (!request) return refuse(response, 404, 'not_found', 'No such route');
    requests.push(request);
    response.on('close', () => (request.aborted = !response.writableFinished));
    const refusal = check(request, options);
    if (refusal) return refuse(response, ...refusal);
    const normally = usual.get(request.route);
    const answer =
      scripts[request.route].shift() ?? (typeof normally === 'function' ? normally(request) : normally) ?? {};
    await give(request, answer, response);
  };

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((cause: unknown) => response.destroy(cause as Error));
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    of: (route) => requests.filter((request) => request.route === route),
    script: (route, ...answers) => void scripts[route].push(...answers),
    always: (route, answer) => void usual.set(route, answer),
    reset() {
      requests.length = 0;
      for (const answers of Object.values(scripts)) answers.length = 0;
      usual.clear();
    },
    async close() {
      server.closeAllConnections();
      server.close();
      if (server.listening) await once(server, 'close');
    },
  };
}

const routes: Record<string, ModelRoute> = {
  '/v1/chat/completions': 'chat',
  '/v1/embeddings': 'embeddings',
  '/v1/audio/transcriptions': 'transcription',
};

async function read(incoming: IncomingMessage): Promise<ModelRequest | undefined> {
  const path = incoming.url ?? '';
  const route = routes[path];
  const bytes = Buffer.concat(await incoming.toArray());
  if (!route || incoming.method !== 'POST') return undefined;
  const { headers } = incoming;
  const made = { route, path, headers, at: Date.now(), aborted: false };
  if (route !== 'transcription') {
    return { ...made, body: chatBodySchema.parse(JSON.parse(bytes.toString())), form: {} };
  }
  const type = headers['content-type'] ?? '';
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- a few kilobytes of a test's own making
  const data = await new Response(bytes, { headers: { 'content-type': type } }).formData();
  const form: Record<string, string> = {};
  let file: ModelRequest['file'];
  for (const [name, value] of data) {
    if (typeof value === 'string') form[name] = value;
    else file = { name: value.name, type: value.type, bytes: new Uint8Array(await value.arrayBuffer()) };
  }
  return { ...made, body: chatBodySchema.parse({}), form, ...(file && { file }) };
}

function check(
  { headers, body }: ModelRequest,
  { apiKey, alternatingRoles }: ModelServerOptions,
): [number, string, string] | undefined {
  // As a careless server does: a key it does not know comes back in its answer.
  const key = headers.authorization?.replace('Bearer ', '') ?? '';
  if (apiKey !== undefined && key !== apiKey) return [401, 'invalid_api_key', `Incorrect API key: ${key}`];
  const roles = body.messages.map(({ role }) => role);
  if (alternatingRoles && roles.some((role, index) => role === roles[index - 1])) {
    return [400, 'bad_roles', 'Conversation roles must alternate'];
  }
  return undefined;
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  send(response, status, { error: { message, type: 'invalid_request_error', code } });
}

function send(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

async function give(request: ModelRequest, answer: ScriptedAnswer, response: ServerResponse): Promise<void> {
  if (answer.delayMs !== undefined) await pause(answer.delayMs);
  await answer.waitFor;
  if (answer.hang || response.destroyed) return;
  if (answer.breakAfter === 0) return void response.destroy();
  const status = answer.status ?? 200;
  if (status !== 200 || answer.body !== undefined) {
    const body = answer.body ?? { error: { message: `Scripted ${status}`, code: `scripted_${status}` } };
    return send(response, status, body, answer.headers);
  }
  if (answer.raw !== undefined) return send(response, status, answer.raw, answer.headers);
  if (request.route === 'embeddings') return send(response, 200, embeddingsOf(request, answer));
  if (request.route === 'transcription')
    return send(response, 200, { text: answer.text ?? 'Что было сказано' });
  const pieces = answer.pieces ?? [answer.text ?? 'Разумеется. Будет исполнено.'];
  if (request.body.stream) return stream(request, pieces, answer, response);
  send(response, 200, {
    ...envelope(request, 'chat.completion'),
    choices: [{ index: 0, message: { role: 'assistant', content: pieces.join('') }, finish_reason: 'stop' }],
    usage: usageOf(request, pieces, answer),
  });
}

function envelope({ body }: ModelRequest, object: string) {
  return { id: 'chat-1', object, created: 1_700_000_000, model: body.model };
}

function usageOf({ body }: ModelRequest, pieces: readonly string[], { usage }: ScriptedAnswer) {
  const tokens = (text: string) => Math.ceil(text.length / 4);
  const counted = usage ?? {
    prompt_tokens: body.messages.reduce((sum, { content }) => sum + tokens(content), 0),
    completion_tokens: tokens(pieces.join('')),
  };
  return { ...counted, total_tokens: counted.prompt_tokens + counted.completion_tokens };
}

async function stream(
  request: ModelRequest,
  pieces: readonly string[],
  answer: ScriptedAnswer,
  response: ServerResponse,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', ...answer.headers });
  const tell = (data: object) =>
    new Promise<void>((resolve) => {
      const chunk = { ...envelope(request, 'chat.completion.chunk'), ...data };
      if (!response.write(`data: ${JSON.stringify(chunk)}\n\n`, () => resolve()))
        response.once('close', resolve);
    });
  for (const [index, content] of pieces.entries()) {
    if (index === answer.breakAfter) return void response.destroy();
    await tell({ choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }] });
  }
  if (answer.breakAfter !== undefined) return void response.destroy();
  if (answer.stalls) return;
  if (!answer.endsEarly) {
    await tell({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
    const options = z.object({ include_usage: z.boolean() }).safeParse(request.body['stream_options']);
    if (options.data?.include_usage) await tell({ choices: [], usage: usageOf(request, pieces, answer) });
    response.write('data: [DONE]\n\n');
  }
  response.end();
}

/** Texts that share words lie near each other. */
function embeddingsOf({ body }: ModelRequest, { embeddings }: ScriptedAnswer) {
  const inputs = [body.input].flat();
  const data = inputs.map((text, index) => ({
    object: 'embedding',
    index,
    embedding: embeddings?.[index] ?? embed(text),
  }));
  const tokens = inputs.reduce((sum, text) => sum + Math.ceil(text.length / 4), 0);
  return { object: 'list', model: body.model, data, usage: { prompt_tokens: tokens, total_tokens: tokens } };
}

function embed(text: string): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const word of text.toLowerCase().match(/[\p{L}\d]+/gu) ?? []) {
    let hash = 0;
    for (const letter of word.slice(0, 5)) hash = (hash * 31 + letter.charCodeAt(0)) % 1_000_003;
    const slot = hash % dimensions;
    vector[slot] = (vector[slot] ?? 0) + 1;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { errorBody, invalid, Refusal } from './refusal.ts';

export type Call = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
};

/** What a call is answered with; no body makes an empty 204. */
export type Answer = object | undefined;

const maxBodyBytes = 32 * 1024 * 1024;
const loopback = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;

/** Serves JSON calls on the loopback; `close` resolves once the calls in flight are answered. */
export async function serveJson(
  port: number,
  answer: (call: Call) => Promise<Answer>,
): Promise<{ port: number; close: () => Promise<void> }> {
  let closing = false;
  const server = createServer((request, response) => {
    void respond(request, answer).then(({ status, body }) => send(response, status, body, closing));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      closing = true;
      return new Promise((resolve, reject) => {
        server.close((cause) => (cause ? reject(cause) : resolve()));
      });
    },
  };
}

async function respond(request: IncomingMessage, answer: (call: Call) => Promise<Answer>) {
  try {
    assertLocal(request);
    const url = new URL(request.url ?? '/', 'http://localhost');
    const body = await answer({
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: parseBody(request, await readBody(request)),
    });
    return { status: body ? 200 : 204, body };
  } catch (cause) {
    const refusal =
      cause instanceof Refusal
        ? cause
        : new Refusal(500, 'internalError', cause instanceof Error ? cause.message : String(cause));
    return { status: refusal.status, body: errorBody(refusal) };
  }
}

// A page in a browser must not reach the data through the person's own machine.
function assertLocal({ headers }: IncomingMessage): void {
  if (!loopback.test(headers.host ?? '') || headers.origin !== undefined) {
    throw new Refusal(403, 'forbidden', 'The local BigQuery answers only callers on this machine.');
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  if (bytes > maxBodyBytes) throw tooLarge();
  return Buffer.concat(chunks);
}

const tooLarge = () =>
  new Refusal(413, 'uploadTooLarge', `Request payload size exceeds the limit: ${maxBodyBytes} bytes.`);

function parseBody({ headers }: IncomingMessage, raw: Buffer): unknown {
  if (raw.length === 0) return undefined;
  const plain = headers['content-encoding'] === 'gzip' ? unzip(raw) : raw;
  try {
    return JSON.parse(plain.toString('utf8'));
  } catch (cause) {
    throw new Refusal(400, 'parseError', 'Parse Error: the request body is not JSON.', { cause });
  }
}

function unzip(raw: Buffer): Buffer {
  try {
    return gunzipSync(raw, { maxOutputLength: maxBodyBytes });
  } catch (cause) {
    if (cause instanceof RangeError) throw tooLarge();
    throw invalid('The request body says it is gzip and is not.');
  }
}

function send(response: ServerResponse, status: number, body: Answer, closing: boolean): void {
  response.statusCode = status;
  if (closing) response.setHeader('connection', 'close');
  if (!body) {
    response.end();
    return;
  }
  response.setHeader('content-type', 'application/json; charset=UTF-8');
  response.end(JSON.stringify(body));
}

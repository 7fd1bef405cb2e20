import {
  createServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { createServer as createHttp1, type RequestListener } from 'node:http';
import { createServer as createTcp, type AddressInfo, type Socket } from 'node:net';
import { takeTurn } from './take-turn.ts';

/** A refusal that the caller sees as this gRPC status and sentence. */
export class StatusError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

const INVALID_ARGUMENT = 3;
const UNIMPLEMENTED = 12;
const INTERNAL = 13;

/** One call; `onClose` is told when the caller gives up before the answer. */
export type Call = { closed: boolean; onClose: (() => void) | undefined };

/** Answers one request message by one or more response messages. */
export type Handler = (request: Buffer, call: Call) => Iterable<Buffer> | Promise<Iterable<Buffer>>;

/** One message said at once, without hearing the caller out: a refusal in the protocol of a stream. */
export type LastWord = { lastWord: Buffer };

/** How long open calls may take when the server closes. */
const closeMillis = 1000;

export type GrpcServer = { host: string; close(): Promise<void> };

export type GrpcOptions = {
  /** What answers each method, by path; one that is known and not served is refused with its sentence. */
  methods: ReadonlyMap<string, Handler | LastWord | StatusError>;
  /** Who says that a method is not served. */
  server: string;
  port?: number | undefined;
  /** Of one request message. */
  maxBytes?: number;
  /** Answers HTTP/1 on the same port. */
  plain?: RequestListener;
};

const FRAME_HEADER = 5;
const CHUNK = 64 * 1024;
const HTTP2_PREFACE = 'PRI ';

/**
 * Serves gRPC on 127.0.0.1 (port 0 picks one), over node:http2 itself: it starts in a third of the time of a gRPC
 * library and answers a call in half of it. Each request is one message.
 */
export async function serveGrpc(options: GrpcOptions): Promise<GrpcServer> {
  const { port = 0, plain = notFound } = options;
  const http2 = createServer({
    settings: { maxConcurrentStreams: 10_000, initialWindowSize: 4 << 20 },
    // Lock waits are legitimate long calls; nghttp2's flood guards are for strangers.
    maxSessionMemory: 256,
  });
  const http1 = createHttp1(plain);
  const sessions = new Set<ServerHttp2Session>();
  http2.on('session', (session) => {
    session.setLocalWindowSize(16 << 20);
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => session.destroy());
  });
  http2.on('stream', (stream, headers) => receive(stream, headers, options));

  const sockets = new Set<Socket>();
  const tcp = createTcp((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('data', (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      const isHttp2 = first.toString('latin1', 0, HTTP2_PREFACE.length) === HTTP2_PREFACE;
      (isHttp2 ? http2 : http1).emit('connection', socket);
      if (!isHttp2) socket.resume();
    });
  });
  tcp.on('connection', (socket) => socket.setNoDelay(true));
  await new Promise<void>((resolve, reject) => {
    tcp.once('error', reject);
    tcp.listen(port, '127.0.0.1', resolve);
  });
  const address = tcp.address() as AddressInfo;
  return {
    host: `127.0.0.1:${address.port}`,
    async close() {
      const closed = new Promise<void>((resolve) => tcp.close(() => resolve()));
      http1.closeAllConnections();
      await Promise.all([...sessions].map(endSession));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** A session that is closed answers its open calls first; one that its client is leaving may never end. */
function endSession(session: ServerHttp2Session): Promise<void> {
  if (session.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const limit = setTimeout(() => session.destroy(), closeMillis);
    session.once('close', () => {
      clearTimeout(limit);
      resolve();
    });
    session.close();
  });
}

const notFound: RequestListener = (_, response) => response.writeHead(404).end();

function receive(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, options: GrpcOptions): void {
  const { methods, server, maxBytes = 32 << 20 } = options;
  const path = String(headers[':path']);
  const handler = methods.get(path) ?? new StatusError(UNIMPLEMENTED, `${path} is not served by ${server}.`);
  stream.on('error', () => undefined);
  if (handler instanceof StatusError) {
    stream.resume();
    return refuse(stream, handler.code, handler.message);
  }
  if ('lastWord' in handler) {
    stream.resume();
    return void respond(stream, [handler.lastWord]);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  const call: Call = { closed: false, onClose: undefined };
  stream.on('close', () => {
    call.closed = true;
    call.onClose?.();
  });
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBytes + FRAME_HEADER) chunks.push(chunk);
  });
  stream.on('end', () => {
    if (size > maxBytes + FRAME_HEADER) {
      return refuse(stream, INVALID_ARGUMENT, `Request payload size exceeds the limit: ${maxBytes} bytes.`);
    }
    const request = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
    if (
      request[0] !== 0 ||
      request.length < FRAME_HEADER ||
      request.readUInt32BE(1) !== request.length - FRAME_HEADER
    ) {
      return refuse(stream, UNIMPLEMENTED, 'One uncompressed request message is expected.');
    }
    takeTurn(() => void answer(stream, handler, request.subarray(FRAME_HEADER), call));
  });
}

async function answer(
  stream: ServerHttp2Stream,
  handler: Handler,
  request: Buffer,
  call: Call,
): Promise<void> {
  try {
    const result = handler(request, call);
    const messages = Symbol.iterator in result ? result : await result;
    if (!stream.closed) await respond(stream, messages);
  } catch (cause) {
    if (cause instanceof StatusError) return refuse(stream, cause.code, cause.message);
    if (cause instanceof RangeError)
      return refuse(stream, INVALID_ARGUMENT, `Malformed request: ${cause.message}.`);
    refuse(stream, INTERNAL, cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
  }
}

const RESPONSE = { ':status': 200, 'content-type': 'application/grpc' };
const SUCCESS = { 'grpc-status': '0' };

async function respond(stream: ServerHttp2Stream, messages: Iterable<Buffer>): Promise<void> {
  stream.respond(RESPONSE, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers(SUCCESS));
  let parts: Buffer[] = [];
  let size = 0;
  for (const message of messages) {
    const header = Buffer.allocUnsafe(FRAME_HEADER);
    header[0] = 0;
    header.writeUInt32BE(message.length, 1);
    parts.push(header, message);
    size += message.length + FRAME_HEADER;
    if (size < CHUNK) continue;
    const room = stream.write(Buffer.concat(parts, size));
    parts = [];
    size = 0;
    if (!room) await drained(stream);
    if (stream.closed) return;
  }
  stream.end(Buffer.concat(parts, size));
}

function drained(stream: ServerHttp2Stream): Promise<void> {
  return new Promise((resolve) => {
    const goOn = () => {
      stream.off('drain', goOn).off('close', goOn);
      resolve();
    };
    stream.on('drain', goOn).on('close', goOn);
  });
}

function refuse(stream: ServerHttp2Stream, code: number, message: string): void {
  if (stream.closed || stream.destroyed) return;
  const status = { 'grpc-status': String(code), 'grpc-message': encodeMessage(message) };
  if (stream.headersSent) {
    stream.close();
    return;
  }
  // Headers first, though trailers alone would do: without them Google's client takes the refusal of a streaming call
  // for a missing answer, and retries it for seven seconds.
  stream.respond(RESPONSE, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers(status));
  stream.end();
}

/** The percent-encoding that gRPC asks of messages in a header. */
function encodeMessage(message: string): string {
  return message.slice(0, 4000).replace(/[^ -$&-~]+/gu, (part) => encodeURIComponent(part.toWellFormed()));
}

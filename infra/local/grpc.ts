import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import type { MethodDefinition, UntypedHandleCall } from '@grpc/grpc-js';
import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';

/** A refusal that the caller sees as this gRPC status and sentence. */
export class StatusError extends Error {
  readonly code: status;
  constructor(code: status, message: string) {
    super(message);
    this.code = code;
  }
}

/** Refuses a method that exists at Google and not here, with a sentence. */
export function unimplemented(sentence: string): StatusError {
  return new StatusError(status.UNIMPLEMENTED, sentence);
}

type Decoder<T> = { decode(bytes: Uint8Array): T };
type Encoder<T> = { encode(message: T): { finish(): Uint8Array } };
type Method = {
  codec: Pick<MethodDefinition<unknown, unknown>, 'requestDeserialize' | 'responseSerialize'>;
  streams: boolean;
  handle: UntypedHandleCall;
};

/** What a handler may know of its call beyond the request. */
export type Call = { onCancel(listener: () => void): void };

/** One unary method: what it reads, what it writes, what it does. */
export function unary<Request, Response>(
  request: Decoder<Request>,
  response: Encoder<Response>,
  handle: (request: Request, call: Call) => Response | Promise<Response>,
): Method {
  async function answer(call: ServerUnaryCall<Request, Buffer>): Promise<Buffer> {
    const onCancel = (listener: () => void) => void call.once('cancelled', listener);
    return Buffer.from(response.encode(await handle(call.request, { onCancel })).finish());
  }
  return {
    codec: { requestDeserialize: (bytes) => request.decode(bytes), responseSerialize: asBuffer },
    streams: false,
    handle: (call: ServerUnaryCall<Request, Buffer>, done: sendUnaryData<Buffer>) => {
      answer(call).then(
        (bytes) => done(null, bytes),
        (cause: unknown) => done(statusOf(cause)),
      );
    },
  };
}

/** A method (or, with `streams`, a bidirectional one) that always answers UNIMPLEMENTED with the sentence. */
export function refused(sentence: string, streams = false): Method {
  const error = statusOf(unimplemented(sentence));
  return {
    codec: { requestDeserialize: (bytes) => bytes, responseSerialize: asBuffer },
    streams,
    handle: streams
      ? (call: { emit(event: 'error', error: object): boolean }) => void call.emit('error', error)
      : (_call: unknown, done: sendUnaryData<Buffer>) => done(error),
  };
}

/** Serves the services on loopback (port 0 picks one); close waits for open calls up to a second. */
export async function serveGrpc(options: {
  port?: number;
  services: Record<string, Record<string, Method>>;
  maxReceiveBytes?: number;
}): Promise<{ host: string; close(): Promise<void> }> {
  const server = new Server({
    'grpc.max_receive_message_length': options.maxReceiveBytes ?? 32 * 1024 * 1024,
    'grpc.max_send_message_length': -1,
  });
  for (const [service, methods] of Object.entries(options.services)) {
    const definition: Record<string, MethodDefinition<unknown, unknown>> = {};
    const handlers: Record<string, UntypedHandleCall> = {};
    for (const [name, method] of Object.entries(methods)) {
      definition[name] = {
        path: `/${service}/${name}`,
        requestStream: method.streams,
        responseStream: method.streams,
        requestSerialize: asBuffer,
        responseDeserialize: (bytes) => bytes,
        ...method.codec,
      };
      handlers[name] = method.handle;
    }
    server.addService(definition, handlers);
  }
  const port = await bind(server, options.port ?? 0);
  return { host: `127.0.0.1:${port}`, close: () => shutDown(server) };
}

function bind(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (cause, bound) => {
      if (cause) reject(cause);
      else resolve(bound);
    });
  });
}

function shutDown(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, 1000);
    server.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
}

function statusOf(cause: unknown): { code: status; details: string } {
  if (cause instanceof StatusError) return { code: cause.code, details: cause.message };
  const details = cause instanceof Error ? cause.message : String(cause);
  return { code: status.INTERNAL, details };
}

function asBuffer(value: unknown): Buffer {
  if (!(value instanceof Uint8Array)) throw new TypeError('a response must be encoded before it is sent');
  return Buffer.isBuffer(value) ? value : Buffer.from(value);
}

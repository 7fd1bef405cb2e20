import { status } from '@grpc/grpc-js';
import { serveGrpc as serve, StatusError, type GrpcServer, type Handler } from './serve-grpc.ts';

export { StatusError } from './serve-grpc.ts';

/** Refuses a method that exists at Google and not here, with a sentence. */
export function unimplemented(sentence: string): StatusError {
  return new StatusError(status.UNIMPLEMENTED, sentence);
}

type Decoder<T> = { decode(bytes: Uint8Array): T };
type Encoder<T> = { encode(message: T): { finish(): Uint8Array } };

/** What a handler may know of its call beyond the request. */
export type Call = { onCancel(listener: () => void): void };

/** One unary method: what it reads, what it writes, what it does. */
export function unary<Request, Response>(
  request: Decoder<Request>,
  response: Encoder<Response>,
  handle: (request: Request, call: Call) => Response | Promise<Response>,
): Handler {
  return async (bytes, call) => {
    const onCancel = (listener: () => void) => {
      if (call.closed) listener();
      else call.onClose = listener;
    };
    const answer = response.encode(await handle(request.decode(bytes), { onCancel })).finish();
    return [Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength)];
  };
}

/** Serves the services on loopback (port 0 picks one); close waits for open calls up to a second. */
export function serveGrpc(options: {
  /** Who says that a method is not served. */
  server: string;
  port?: number | undefined;
  services: Record<string, Record<string, Handler | StatusError>>;
}): Promise<GrpcServer> {
  const methods = Object.entries(options.services).flatMap(([service, handlers]) =>
    Object.entries(handlers).map(([name, handler]) => [`/${service}/${name}`, handler] as const),
  );
  return serve({ ...options, methods: new Map(methods) });
}

import type { RequestListener } from 'node:http';
import { serveGrpc as serve, type GrpcServer, type Handler, type LastWord } from '../serve-grpc.ts';

export type { Call, Handler, LastWord } from '../serve-grpc.ts';

/** Firestore's own limit of one request. */
const maxBytes = 11_534_336;

/** Serves the methods on 127.0.0.1; plain HTTP/1 on the same port goes to `plain`. */
export function serveGrpc(
  methods: ReadonlyMap<string, Handler | LastWord>,
  plain: RequestListener,
  port: number,
): Promise<GrpcServer> {
  return serve({ methods, server: 'the local Firestore', plain, port, maxBytes });
}

import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

/** One connection that is kept, with one request on it at a time. */
export type Caller = {
  /** Sends a whole request; gives its status. */
  send(request: Buffer): Promise<number>;
  close(): void;
};

/** A request as it goes over the wire, made once, so that sending it costs the bench next to nothing. */
export function rawRequest(path: string, headers: Record<string, string>, json: unknown): Buffer {
  const body = JSON.stringify(json);
  const lines = Object.entries({
    host: '127.0.0.1',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}

/** Opens a connection. */
export async function openCaller(url: string): Promise<Caller> {
  const { hostname, port } = new URL(url);
  const socket: Socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.setNoDelay(true);
  let answer = '';
  let waiting: PromiseWithResolvers<number> | undefined;
  socket.on('data', (piece) => {
    answer += piece.toString('latin1');
    if (!isWhole(answer)) return;
    const status = Number(answer.slice(9, 12));
    answer = '';
    waiting?.resolve(status);
  });
  socket.on('close', () => waiting?.reject(new Error('The connection was closed.')));
  socket.on('error', (cause) => waiting?.reject(cause));
  return {
    send(request) {
      waiting = Promise.withResolvers<number>();
      socket.write(request);
      return waiting.promise;
    },
    close() {
      waiting = undefined;
      socket.destroy();
    },
  };
}

function isWhole(answer: string): boolean {
  const head = answer.indexOf('\r\n\r\n');
  if (head < 0) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(answer.slice(0, head + 2));
  return length ? answer.length >= head + 4 + Number(length[1]) : answer.endsWith('\r\n0\r\n\r\n');
}

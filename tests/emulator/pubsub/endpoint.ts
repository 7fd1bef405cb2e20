import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export type PushBody = {
  message: {
    data?: string;
    attributes?: Record<string, string>;
    messageId: string;
    message_id: string;
    publishTime: string;
    publish_time: string;
    orderingKey?: string;
  };
  subscription: string;
  deliveryAttempt?: number;
};

export type Pushed = { body: PushBody; text: string; at: number; headers: IncomingHttpHeaders };

/** What the endpoint does with a push: a status, or `hang` to never answer. */
export type Answer = (pushed: Pushed) => number | 'hang' | Promise<number | 'hang'>;

export type Endpoint = {
  url: string;
  /** Everything pushed so far, in order of arrival. */
  pushed: Pushed[];
  /** Told of each push as it arrives. */
  onPush: ((pushed: Pushed) => void) | undefined;
  /** Resolves when `count` pushes satisfy the predicate. */
  until(count: number, wanted?: (pushed: Pushed) => boolean): Promise<Pushed[]>;
  /** Refuses connections until `resume`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  close(): Promise<void>;
};

/** A push endpoint that records what arrives and answers as told. */
export async function openEndpoint(answer: Answer = () => 204): Promise<Endpoint> {
  const pushed: Pushed[] = [];
  const watchers = new Set<() => void>();

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as PushBody;
      const text = Buffer.from(body.message.data ?? '', 'base64').toString();
      const one = { body, text, at: Date.now(), headers: request.headers };
      pushed.push(one);
      endpoint.onPush?.(one);
      for (const watch of watchers) watch();
      void Promise.resolve(answer(one)).then((status) => {
        if (status === 'hang') return;
        response.statusCode = status;
        response.end();
      });
    });
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  function stop(): Promise<void> {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  }
  await listen(0);
  const { port } = server.address() as AddressInfo;

  const endpoint: Endpoint = {
    url: `http://127.0.0.1:${port}/push`,
    pushed,
    onPush: undefined,
    until: (count, wanted = () => true) =>
      new Promise((resolve) => {
        function watch(): void {
          const found = pushed.filter(wanted);
          if (found.length < count) return;
          watchers.delete(watch);
          resolve(found);
        }
        watchers.add(watch);
        watch();
      }),
    pause: stop,
    resume: () => listen(port),
    close: stop,
  };
  return endpoint;
}

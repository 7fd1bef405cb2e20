import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { ClientRequest } from 'node:http';
import type { PubsubMessage } from './protos.ts';

const acknowledging = new Set([102, 200, 201, 202, 204]);

export type Push = {
  endpoint: string;
  body: string;
  token?: string | undefined;
  timeoutMillis: number;
};

/** What came of a push; `cut off` when we broke it off ourselves. */
export type PushOutcome = 'acknowledged' | 'failed' | 'cut off';

/** Delivers by HTTP POST over kept-alive connections. */
export type Pusher = {
  /** Anything but an acknowledging answer in time has failed. */
  push(push: Push): Promise<PushOutcome>;
  /** Breaks off what is still in flight. */
  close(): void;
};

/** Makes a pusher; it holds sockets only. */
export function createPusher(): Pusher {
  const http = new HttpAgent({ keepAlive: true });
  const https = new HttpsAgent({ keepAlive: true });
  const open = new Set<ClientRequest>();
  let closed = false;

  function attempt(push: Push): Promise<PushOutcome> {
    return new Promise((resolve) => {
      const body = Buffer.from(push.body);
      const secure = push.endpoint.startsWith('https:');
      const headers: Record<string, string | number> = {
        'content-type': 'application/json',
        'content-length': body.length,
        'user-agent': 'CloudPubSub-Google',
      };
      if (push.token) headers['authorization'] = `Bearer ${push.token}`;
      const options = { method: 'POST', headers, agent: secure ? https : http };
      const sent = (secure ? httpsRequest : httpRequest)(push.endpoint, options);
      open.add(sent);
      let over = false;
      const late = setTimeout(() => {
        over = true;
        sent.destroy();
      }, push.timeoutMillis);

      function settle(outcome: PushOutcome | Promise<PushOutcome>): void {
        clearTimeout(late);
        open.delete(sent);
        resolve(outcome);
      }

      sent.on('information', ({ statusCode }) => {
        if (acknowledging.has(statusCode)) settle('acknowledged');
      });
      sent.on('response', (response) => {
        over = true;
        response.resume();
        response.on('error', () => undefined);
        settle(acknowledging.has(response.statusCode ?? 0) ? 'acknowledged' : 'failed');
      });
      sent.on('error', (cause: NodeJS.ErrnoException) => {
        // The endpoint closed an idle connection just as we reused it, most likely without seeing the request.
        const unseen = sent.reusedSocket && cause.code === 'ECONNRESET';
        if (closed) settle('cut off');
        else settle(unseen && !over ? attempt(push) : 'failed');
      });
      sent.end(body);
    });
  }

  return {
    push: attempt,
    close() {
      closed = true;
      for (const one of open) one.destroy();
      http.destroy();
      https.destroy();
    },
  };
}

/** Google's wrapped JSON body of a push. */
export function pushBody(options: {
  message: PubsubMessage;
  id: number;
  publishedAt: number;
  subscription: string;
  deliveryAttempt?: number | undefined;
}): string {
  const { message, subscription, deliveryAttempt } = options;
  const messageId = String(options.id);
  const publishTime = new Date(options.publishedAt).toISOString();
  return JSON.stringify({
    message: {
      data: Buffer.from(message.data ?? '').toString('base64'),
      attributes: message.attributes ?? {},
      messageId,
      message_id: messageId,
      publishTime,
      publish_time: publishTime,
      ...(message.orderingKey ? { orderingKey: message.orderingKey } : {}),
    },
    subscription,
    deliveryAttempt,
  });
}

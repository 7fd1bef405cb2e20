import type { Firestore, Transaction } from '@google-cloud/firestore';
import { z } from 'zod';
import type { Auth } from './auth.ts';
import { type Clock, systemClock } from './clock.ts';
import { statusOf } from './error-response.ts';
import { AppError } from './errors.ts';
import { type App, createApp } from './http.ts';
import { log } from './log.ts';
import { counter, histogram } from './metrics.ts';

const messages = counter('pubsub_messages_total', 'Messages received, by what became of them', [
  'function',
  'outcome',
]);
const durations = histogram('pubsub_message_seconds', 'Time to handle a message', ['function']);

/** What a handler knows of its message besides the payload. */
export type Delivery = {
  messageId: string;
  orderingKey: string | undefined;
  /** 1 the first time. */
  attempt: number;
  /**
   * Runs `work` in a transaction that also stores the message's id, so its effect happens once however often
   * the message comes. As in every Firestore transaction, reads go before writes and `work` may run again.
   */
  once(work: (transaction: Transaction) => Promise<void> | void): Promise<'done' | 'duplicate'>;
};

const pushSchema = z.object({
  message: z.object({
    data: z.base64().default(''),
    // It becomes part of a document's name.
    messageId: z.string().regex(/^[\w-]+$/),
    orderingKey: z.string().optional(),
  }),
  subscription: z.string().min(1),
  deliveryAttempt: z.number().int().optional(),
});

/** How often a message is delivered before it goes to the dead letters. */
export const deliveryAttempts = 5;

/** Ids of handled messages; they outlive the seven days that Pub/Sub keeps a message. */
export const handledMessages = 'handledMessages';
const keptMs = 8 * 24 * 3_600_000;

export type TopicAppOptions<Payload> = {
  name: string;
  auth: Auth;
  /** Emails of the accounts whose pushes are accepted. */
  pushers: readonly string[];
  schema: z.ZodType<Payload>;
  firestore: () => Promise<Firestore>;
  handle: (payload: Payload, delivery: Delivery) => Promise<void>;
  /** How often its messages are delivered, where that is not as usual. */
  attempts?: number;
  clock?: Clock;
};

/**
 * The adapter from a push subscription to a handler. A message that cannot be understood is logged and
 * acknowledged, for it will never get better; a failure is answered so that Pub/Sub tries again.
 */
export function topicApp<Payload>(options: TopicAppOptions<Payload>): App {
  const { name, auth, pushers, schema, firestore, handle, clock = systemClock } = options;
  const { attempts = deliveryAttempts } = options;
  const app = createApp({ name });

  app.use(async (c, next) => {
    await next();
    if (c.res.status === 401 || c.res.status === 403) messages.inc({ function: name, outcome: 'refused' });
  });
  app.post('/', auth.requireService({ accounts: pushers }), async (c) => {
    const started = performance.now();
    const push = readPush(await c.req.text(), schema);
    const { messageId, attempt } = push;
    const ids = { function: name, messageId, attempt };
    const settle = (outcome: string) => {
      messages.inc({ function: name, outcome });
      durations.observe({ function: name }, (performance.now() - started) / 1000);
    };
    if (!push.ok) {
      settle('malformed');
      log.error('pubsub.malformed', { ...ids, problems: push.problems });
      return c.body(null, 204);
    }

    let outcome: 'done' | 'duplicate' = 'done';
    const once: Delivery['once'] = async (work) => {
      const store = await firestore();
      const marker = store.collection(handledMessages).doc(`${name}:${messageId}`);
      outcome = await store.runTransaction(async (transaction) => {
        if ((await transaction.get(marker)).exists) return 'duplicate' as const;
        await work(transaction);
        transaction.create(marker, { expireAt: new Date(clock() + keptMs) });
        return 'done' as const;
      });
      return outcome;
    };

    try {
      await handle(push.payload, { messageId, orderingKey: push.orderingKey, attempt, once });
    } catch (cause) {
      settle('failed');
      if (attempt < attempts) log.warning('pubsub.failed', ids, cause);
      else log.error('pubsub.given_up', ids, cause);
      const code = cause instanceof AppError ? cause.code : 'internal';
      // A 4xx would read as our own refusal of the pusher; any failure is worth another try.
      return c.body(null, statusOf[code] === 429 ? 429 : 503);
    }
    settle(outcome);
    log.info('pubsub.handled', { ...ids, outcome });
    return c.body(null, 204);
  });
  return app;
}

type Read<Payload> = { messageId: string; attempt: number } & (
  { ok: true; payload: Payload; orderingKey: string | undefined } | { ok: false; problems: string[] }
);

function readPush<Payload>(body: string, schema: z.ZodType<Payload>): Read<Payload> {
  const push = pushSchema.safeParse(parseJson(body));
  if (!push.success) return { ok: false, messageId: '', attempt: 0, problems: problemsOf(push.error) };
  const { message, deliveryAttempt = 1 } = push.data;
  const { messageId, orderingKey } = message;
  const known = { messageId, attempt: deliveryAttempt };
  const payload = schema.safeParse(parseJson(Buffer.from(message.data, 'base64').toString('utf8')));
  if (!payload.success) return { ok: false, ...known, problems: problemsOf(payload.error) };
  return { ok: true, ...known, payload: payload.data, orderingKey };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Paths and rules, never values. */
function problemsOf(error: z.ZodError): string[] {
  return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
}

import { createRoute } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { sameSecret } from '../shared/platform/auth.ts';
import type { Clock } from '../shared/platform/clock.ts';
import { AppError } from '../shared/platform/errors.ts';
import { type App, type AppEnv, errorAnswers, jsonBody } from '../shared/platform/http.ts';
import type { Publish } from '../shared/platform/publish.ts';
import { chatOfUpdate, type QueuedUpdate, updateSchema } from '../shared/telegram/index.ts';

/** Behind hosting, and at the function's own address. */
const paths = ['/telegram/webhook', '/'] as const;

export type TelegramWebhookServices = {
  app: App;
  /** What Telegram was told to send; without it nothing is taken. */
  secret: string | undefined;
  publish: Publish<QueuedUpdate>;
  clock: Clock;
};

/** Takes updates from Telegram and puts them into the queue, each chat's in order. */
export function telegramWebhook({ app, secret, publish, clock }: TelegramWebhookServices): App {
  const requireSecret: MiddlewareHandler<AppEnv> = async (c, next) => {
    const given = c.req.header('x-telegram-bot-api-secret-token') ?? '';
    if (secret === undefined || !sameSecret(given, secret))
      throw new AppError('forbidden', 'This is for Telegram alone.');
    await next();
  };
  for (const path of paths) {
    app.use(path, requireSecret);
    const route = createRoute({
      method: 'post',
      path,
      hide: true,
      request: { body: jsonBody(updateSchema) },
      responses: { 200: { description: 'It is in the queue' }, ...errorAnswers(400, 403, 503) },
    });
    app.openapi(route, async (c) => {
      const update = c.req.valid('json');
      const chat = chatOfUpdate(update);
      // What Butler has no use for is taken all the same, or Telegram would send it again.
      if (chat !== undefined) await publish({ update, receivedAt: clock() }, { orderingKey: String(chat) });
      return c.body(null, 200);
    });
  }
  return app;
}

import { telegramWebhook } from '../telegram-webhook.ts';
import { pubsub } from '../../shared/platform/clients.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { readConfig } from '../../shared/platform/config.ts';
import { createApp } from '../../shared/platform/http.ts';
import { createPublisher } from '../../shared/platform/publish.ts';
import { queuedUpdateSchema, telegramTopic } from '../../shared/telegram/index.ts';
import type { App } from '../../shared/platform/http.ts';

/** Builds the services of `telegram-webhook`. */
export function loadTelegramWebhook(): App {
  const { TELEGRAM_SECRET: secret } = readConfig(['GOOGLE_CLOUD_PROJECT', 'TELEGRAM_SECRET']);
  return telegramWebhook({
    app: createApp({ name: 'telegram-webhook' }),
    secret,
    publish: createPublisher({ pubsub, topic: telegramTopic, schema: queuedUpdateSchema }),
    clock: systemClock,
  });
}

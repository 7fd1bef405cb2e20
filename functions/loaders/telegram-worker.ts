import { schema, telegramWorker } from '../telegram-worker/telegram-worker.ts';
import { firestore, pubsub } from '../../shared/platform/clients.ts';
import { randomId, systemClock } from '../../shared/platform/clock.ts';
import { readConfig } from '../../shared/platform/config.ts';
import { createPublisher } from '../../shared/platform/publish.ts';
import { createRights, erasureSchema, erasureTopic } from '../../shared/rights/index.ts';
import { createSpeech, speechConfig } from '../../shared/speech/index.ts';
import { createTelegram, createTelegramStore, telegramAttempts } from '../../shared/telegram/index.ts';
import { makeTurns } from './make-turns.ts';
import { onTopic } from './on-topic.ts';
import type { App } from '../../shared/platform/http.ts';

/** Builds the services of `telegram-worker`. */
export function loadTelegramWorker(): App {
  const config = readConfig([
    ...speechConfig,
    'MAX_VOICE_BYTES',
    'TELEGRAM_ALLOWED',
    'TELEGRAM_API_URL',
    'TELEGRAM_BOT_TOKEN',
  ]);
  const { services, turns } = makeTurns();
  const { day, identities, memory, people, personalization, personas, recall, shop } = services;
  return onTopic({
    name: 'telegram-worker',
    schema,
    attempts: telegramAttempts,
    handle: telegramWorker({
      telegram: createTelegram({
        token: config.TELEGRAM_BOT_TOKEN ?? '',
        apiUrl: config.TELEGRAM_API_URL,
      }),
      store: createTelegramStore({ firestore }),
      turns,
      speech: createSpeech(config),
      people,
      identities,
      memory,
      day,
      rights: createRights({
        firestore,
        caches: [people, memory, personas, recall, shop, day.plans, ...(day.weeks ? [day.weeks] : [])],
        publish: createPublisher({ pubsub, topic: erasureTopic, schema: erasureSchema }),
      }),
      allowed: config.TELEGRAM_ALLOWED,
      personalization,
      maxVoiceBytes: config.MAX_VOICE_BYTES,
      clock: systemClock,
      ids: randomId,
    }),
  });
}

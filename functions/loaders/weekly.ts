import { schema, weekly } from '../weekly/weekly.ts';
import { firestore, pubsub } from '../../shared/platform/clients.ts';
import { randomId as ids, systemClock as clock } from '../../shared/platform/clock.ts';
import { readConfig } from '../../shared/platform/config.ts';
import { createPublisher } from '../../shared/platform/publish.ts';
import { createIdentities, linkMessageSchema, linkTopic } from '../../shared/identity/index.ts';
import { findDue, settleWeek, weeklyTopic } from '../../shared/insights/index.ts';
import { createPeople } from '../../shared/person/index.ts';
import { createTelegram, createTelegramStore } from '../../shared/telegram/index.ts';
import { makeWeeks } from './make-weeks.ts';
import { onTopic } from './on-topic.ts';
import type { App } from '../../shared/platform/http.ts';

/** Builds the services of `weekly`. */
export function loadWeekly(): App {
  const config = readConfig([
    'PERSONALIZATION_ENABLED',
    'TELEGRAM_ALLOWED',
    'TELEGRAM_API_URL',
    'TELEGRAM_BOT_TOKEN',
    'WEEKLY_SUMMARIES_ENABLED',
  ]);
  const { TELEGRAM_API_URL: apiUrl, TELEGRAM_BOT_TOKEN: token } = config;
  const people = createPeople({ firestore });
  return onTopic({
    name: 'weekly',
    schema,
    handle: weekly({
      enabled: config.WEEKLY_SUMMARIES_ENABLED && config.PERSONALIZATION_ENABLED,
      findDue: async (page) => findDue(await firestore(), page),
      publish: createPublisher({ pubsub, topic: weeklyTopic, schema }),
      people,
      identities: createIdentities({
        firestore,
        people,
        publish: createPublisher({ pubsub, topic: linkTopic, schema: linkMessageSchema }),
      }),
      weeks: makeWeeks(people),
      settle: async (userId, week) => settleWeek(await firestore(), userId, week),
      store: createTelegramStore({ firestore }),
      telegram: token === undefined ? undefined : createTelegram({ token, apiUrl }),
      allowed: config.TELEGRAM_ALLOWED,
      clock,
      ids,
    }),
  });
}

import { pushAccount } from '../../shared/platform/auth.ts';
import { bigquery, firestoreAdmin, pubsub, scheduler } from '../../shared/platform/clients.ts';
import { ConfigError, readConfig } from '../../shared/platform/config.ts';
import { createTelegram } from '../../shared/telegram/index.ts';
import { rows } from '../deployment.ts';
import { type Change, changeLine } from './change.ts';
import { expiryChanges } from './expiry.ts';
import { scheduleChanges } from './schedules.ts';
import { tableChanges, tablePlans } from './tables.ts';
import { commandChanges, telegramConfig, webhookChanges } from './telegram.ts';
import { topicChanges } from './topics.ts';

export type ProvisionOptions = {
  /** Where the functions are, each at its name below; unless given Google Cloud's own addresses, or npm start's against an emulator. */
  functionsUrl?: string;
  /** Makes the changes; otherwise they are only told. */
  apply: boolean;
  /** Also what Telegram needs to know of the bot, where one is configured. */
  telegram?: boolean;
};

/**
 * Makes what the functions need, in the project and services that the environment names, and tells each
 * change in a line. Nothing to change is an empty list.
 */
export async function provision(options: ProvisionOptions): Promise<string[]> {
  const config = readConfig([
    'GOOGLE_CLOUD_PROJECT',
    'GOOGLE_CLOUD_REGION',
    'BIGQUERY_DATASET',
    'BIGQUERY_LOCATION',
    'PUBSUB_EMULATOR_HOST',
    'PORT',
  ]);
  const { GOOGLE_CLOUD_PROJECT: project, GOOGLE_CLOUD_REGION: region } = config;
  const deployed = config.PUBSUB_EMULATOR_HOST === undefined;
  const standard = deployed
    ? `https://${region}-${project}.cloudfunctions.net`
    : `http://127.0.0.1:${config.PORT}/functions`;
  const { functionsUrl = standard } = options;
  const account = pushAccount(project);

  const changes: Change[] = [];
  for (const [name, { trigger, schedule }] of rows) {
    const endpoint = `${functionsUrl}/${name}`;
    if (trigger.kind === 'topic') {
      const { topic, ordered, attempts } = trigger;
      const plan = { topic, subscription: name, ordered, attempts, push: { endpoint, account } };
      changes.push(...(await topicChanges(await pubsub(), project, plan)));
    }
    if (schedule) {
      const target = trigger.kind === 'topic' ? { topic: trigger.topic } : { url: endpoint, account };
      changes.push(
        ...(await scheduleChanges(await scheduler(), { project, region }, { name, ...schedule, target })),
      );
    }
  }
  const dataset = { name: config.BIGQUERY_DATASET, location: config.BIGQUERY_LOCATION };
  changes.push(...(await tableChanges(await bigquery(), dataset, tablePlans())));
  changes.push(...(await expiryChanges(await firestoreAdmin(), project)));
  if (options.telegram) changes.push(...(await telegramChanges()));

  if (options.apply) for (const change of changes) await change.apply();
  return changes.map(changeLine);
}

async function telegramChanges(): Promise<Change[]> {
  const config = readConfig(telegramConfig);
  const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_WEBHOOK_URL: url, TELEGRAM_SECRET: secret } = config;
  if (token === undefined) return [];
  const telegram = createTelegram({ token, apiUrl: config.TELEGRAM_API_URL });
  const commands = await commandChanges(telegram);
  if (url === undefined) return commands;
  if (secret === undefined) throw new ConfigError('TELEGRAM_SECRET is not set; the webhook needs it.');
  return [...(await webhookChanges(telegram, { url, secret })), ...commands];
}

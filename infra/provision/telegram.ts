import { createHash } from 'node:crypto';
import type { ConfigName } from '../../shared/platform/config.ts';
import {
  allowedUpdates,
  commandNames,
  commandTexts,
  type TelegramSender,
} from '../../shared/telegram/index.ts';
import { type Change, differences } from './change.ts';

/** The variables that say which bot, and where it delivers. */
export const telegramConfig = [
  'TELEGRAM_BOT_TOKEN',
  'TELEGRAM_SECRET',
  'TELEGRAM_WEBHOOK_URL',
  'TELEGRAM_API_URL',
] as const satisfies readonly ConfigName[];

/** Where Telegram delivers, with what. */
export async function webhookChanges(
  telegram: TelegramSender,
  { url, secret }: { url: string; secret: string },
): Promise<Change[]> {
  // Telegram does not tell the secret, so a digest of it rides on the address, which it does tell.
  const address = new URL(url);
  address.searchParams.set('secret', createHash('sha256').update(secret).digest('hex').slice(0, 8));
  const wanted = { url: address.href, updates: [...allowedUpdates].sort() };
  const actual = await telegram.webhook();
  const known = { url: actual.url ?? '', updates: [...(actual.allowed_updates ?? [])].sort() };
  const changed = differences(wanted, known);
  if (changed.length === 0) return [];
  const apply = () => telegram.setWebhook(wanted.url, secret);
  return known.url === ''
    ? [{ sign: '+', resource: 'telegram webhook', detail: wanted.url, apply }]
    : [{ sign: '~', resource: 'telegram webhook', detail: changed.join(', '), apply }];
}

/** The lists of commands: Russian for Russian speakers and by default, English for English speakers. */
export async function commandChanges(telegram: TelegramSender): Promise<Change[]> {
  const lists = [
    ['', commandTexts.ru],
    ['ru', commandTexts.ru],
    ['en', commandTexts.en],
  ] as const;
  const changes: Change[] = [];
  for (const [language, descriptions] of lists) {
    const commands = commandNames.map((command) => ({ command, description: descriptions[command] }));
    const actual = await telegram.commands(language);
    if (differences({ commands }, { commands: actual }).length === 0) continue;
    changes.push({
      sign: actual.length === 0 ? '+' : '~',
      resource: `telegram commands ${language || 'by default'}`,
      detail: commands.map(({ command }) => command).join(', '),
      apply: () => telegram.setCommands(language, commands),
    });
  }
  return changes;
}

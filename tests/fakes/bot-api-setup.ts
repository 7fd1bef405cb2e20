import { type BotState, type Fields, Refusal } from './bot-api-state.ts';

/** The language that a list of commands is for; '' is all others. */
export function languageOf({ language_code: code }: Fields): string {
  return typeof code === 'string' ? code : '';
}

/** Takes the list of commands for a language. */
export function setCommands(state: BotState, fields: Fields): true {
  const commands = fields['commands'] as { command: string; description: string }[];
  if (commands.length > 100) throw new Refusal(400, 'Bad Request: BOT_COMMANDS_TOO_MUCH');
  for (const { command, description } of commands) {
    if (!/^[a-z\d_]{1,32}$/.test(command)) throw new Refusal(400, 'Bad Request: BOT_COMMAND_INVALID');
    if (description.length < 1 || description.length > 256)
      throw new Refusal(400, 'Bad Request: BOT_COMMAND_DESCRIPTION_INVALID');
  }
  state.commands.set(languageOf(fields), commands);
  return true;
}

/** Takes the address that updates go to. */
export function setWebhook(state: BotState, fields: Fields): true {
  const { url, secret_token: secret, allowed_updates: allowed = [] } = fields;
  // Telegram takes https alone; loopback lets a test listen.
  if (typeof url !== 'string' || !/^(https:\/\/|http:\/\/127\.0\.0\.1[:/])/.test(url))
    throw new Refusal(400, 'Bad Request: bad webhook: An HTTPS URL must be provided for webhook');
  if (secret !== undefined && (typeof secret !== 'string' || !/^[\w-]{1,256}$/.test(secret)))
    throw new Refusal(400, 'Bad Request: secret token contains unallowed characters');
  state.webhook = { url, allowed: allowed as string[], ...(secret !== undefined && { secret }) };
  return true;
}

/** The updates that wait, as long as no webhook takes them. */
export async function getUpdates(state: BotState, fields: Fields): Promise<object[]> {
  if (state.webhook) throw new Refusal(409, "Conflict: can't use getUpdates method while webhook is active");
  const {
    offset,
    limit = 100,
    timeout = 0,
  } = fields as { offset?: number; limit?: number; timeout?: number };
  // A higher offset confirms all before it, and confirmed updates are gone for good.
  if (offset !== undefined) state.updates = state.updates.filter((one) => one.update_id >= offset);
  if (state.updates.length === 0 && timeout > 0) {
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        state.wake.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, timeout * 1000);
      state.wake.add(wake);
    });
  }
  return state.updates.slice(0, limit);
}

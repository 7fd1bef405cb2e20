import { normalizePhrase } from '../../shared/macros/index.ts';
import type { Answer } from '../../shared/telegram/index.ts';
import { plain } from './plain-answer.ts';
import type { Asked } from './services.ts';

/** How long a question whether to erase waits for its answer. */
const waitMs = 10 * 60_000;

export const confirmErasure = 'forget:yes';
const keepAll = 'forget:no';

const agreed = new Set([
  'да',
  'да стереть все',
  'стереть все',
  'yes',
  'yes erase everything',
  'erase everything',
]);

/** /forget: asks first; `/forget yes` after that, or the button, erases. */
export async function forgetPerson(asked: Asked, args: string): Promise<Answer> {
  return agreed.has(normalizePhrase(args)) ? erase(asked) : ask(asked);
}

async function ask({ services, userId, texts: say }: Asked): Promise<Answer> {
  await services.store.editState(userId, { forgetAskedAt: services.clock() });
  return plain(say.forgetAsk, [
    [{ text: say.forgetYes, data: confirmErasure }],
    [{ text: say.forgetNo, data: keepAll }],
  ]);
}

/** What follows the buttons of /forget. */
export async function pressForget(asked: Asked, data: string): Promise<Answer | undefined> {
  if (data === confirmErasure) return erase(asked);
  if (data !== keepAll) return undefined;
  await asked.services.store.editState(asked.userId, { forgetAskedAt: null });
  return plain(asked.texts.forgetKept);
}

async function erase(asked: Asked): Promise<Answer> {
  const { services, userId, state, texts: say } = asked;
  const { forgetAskedAt } = state;
  // A yes to a question that was never asked, or was answered with no.
  if (forgetAskedAt === null) return ask(asked);
  if (services.clock() - forgetAskedAt > waitMs) return plain(say.forgetLate);
  const { id } = await services.rights.erase(userId);
  services.people.drop(userId);
  return plain(say.forgotten(id));
}

import { AppError } from '../../shared/platform/errors.ts';
import type { Answer } from '../../shared/telegram/index.ts';
import { plain } from './plain-answer.ts';
import type { Asked } from './services.ts';

/** /link CODE: makes this account and the person of the app one. */
export async function linkAccount(asked: Asked, code: string): Promise<Answer> {
  const { services, userId, place, texts: say } = asked;
  if (code === '') return plain(say.linkHelp);
  try {
    const { outcome } = await services.identities.redeemLinkCode(code, place.identity);
    if (outcome === 'linked') services.people.drop(userId);
    return plain(
      { linked: say.linked, already: say.linkedAlready, unknown: say.linkUnknown, taken: say.linkTaken }[
        outcome
      ],
    );
  } catch (cause) {
    if (cause instanceof AppError && cause.code === 'rate_limited') return plain(say.linkTooMany);
    throw cause;
  }
}

import { AppError } from '../../shared/platform/errors.ts';
import { log } from '../../shared/platform/log.ts';
import { counter } from '../../shared/platform/metrics.ts';
import type { Delivery } from '../../shared/platform/topic-app.ts';
import { withinLimit } from '../../shared/platform/within-limit.ts';
import {
  type Held,
  type QueuedUpdate,
  queuedUpdateSchema,
  telegramAttempts,
  whileHolding,
} from '../../shared/telegram/index.ts';
import { type Answerable, answerAnyone, answerUpdate, type Made, speak } from './answer-update.ts';
import { confirmErasure } from './forget-person.ts';
import { findPerson, type Found } from './find-person.ts';
import { keepAnswer } from './keep-answer.ts';
import { plain } from './plain-answer.ts';
import { type Bot, type Incoming, readUpdate } from './read-update.ts';
import { sendAnswer } from './send-answer.ts';
import { readPlanPress } from './show-plan.ts';
import type { Asked, TelegramWorkerServices } from './services.ts';
import { texts } from './texts.ts';
import { whileWorking } from './while-working.ts';

export const schema = queuedUpdateSchema;

const updates = counter('telegram_updates_total', 'Updates handled, by what became of them', [
  'kind',
  'outcome',
]);

/** From this attempt on a person is answered even though the outbox does not answer. */
const desperateAttempt = 2;

/**
 * Answers updates, each once: lease it, make and keep the answer, send it, mark it sent. A death anywhere leaves it to
 * the next delivery, which goes on where this one stopped.
 */
export function telegramWorker(services: TelegramWorkerServices) {
  let bot: Bot = { id: services.telegram.botId };

  /** Its names are asked for when the first group needs them. */
  async function botFor({ update }: QueuedUpdate): Promise<Bot> {
    const type = (update.message ?? update.edited_message)?.chat.type;
    if (bot.username === undefined && type !== undefined && type !== 'private')
      bot = { id: bot.id, ...(await services.telegram.me()) };
    return bot;
  }

  return async (queued: QueuedUpdate, { attempt }: Pick<Delivery, 'attempt'>): Promise<void> => {
    const incoming = readUpdate(queued, await botFor(queued));
    const settle = (outcome: string) => updates.inc({ kind: incoming?.kind ?? 'other', outcome });
    if (!incoming) return settle('ignored');
    const { accountId, updateId } = incoming;
    if (services.allowed.length > 0 && !services.allowed.includes(accountId)) {
      log.info('telegram.not_allowed', { updateId });
      return settle('not_allowed');
    }
    if (!services.personalization) return settle(await answerPlainly(services, incoming));
    if (incoming.kind === 'edit') return settle(await replaceText(services, incoming));
    if (incoming.kind === 'member') return settle(await noteMember(services, incoming));
    try {
      settle(await answerOnce(services, incoming, attempt));
    } catch (cause) {
      settle('failed');
      // The last delivery: a kind word is better than none at all.
      if (attempt >= telegramAttempts && !isBusy(cause)) await apologise(services, incoming);
      throw cause;
    }
  };
}

async function answerOnce(
  services: TelegramWorkerServices,
  incoming: Answerable,
  attempt: number,
): Promise<string> {
  const { updateId } = incoming;
  const held = { updateId, holder: services.ids() };
  let found: Found | undefined;
  try {
    found = await findPerson(services, incoming, held);
  } catch (cause) {
    const spoken = incoming.kind === 'text' || incoming.kind === 'voice';
    if (!spoken || attempt < desperateAttempt) throw cause;
    log.error('telegram.without_outbox', { updateId }, cause);
    return answerUnkept(services, incoming);
  }
  if (!found) {
    // They are erased; if that was by this very button, it was not told yet.
    const erased = incoming.kind === 'press' && incoming.data === confirmErasure;
    if (erased) await sendAnswer(services, incoming, plain(wordsFor(incoming).texts.forgotten('')));
    return 'refused';
  }
  const { lease, userId, profile } = found;
  if (lease.outcome === 'sent') return 'duplicate';
  if (lease.outcome === 'busy') {
    const { retryAfterSeconds } = lease;
    throw new AppError('rate_limited', 'Another worker has this update.', { retryAfterSeconds });
  }
  const mine = { ...held, userId };
  const { store } = services;
  const { blockedAt } = lease.state;
  if (blockedAt !== null && incoming.isPrivate) {
    if (incoming.receivedAt <= blockedAt) {
      await store.markSent(mine);
      return 'blocked';
    }
    await store.editState(userId, { blockedAt: null });
  }

  const { language } = profile;
  const asked: Asked = {
    services,
    place: incoming,
    userId,
    profile,
    language,
    state: lease.state,
    texts: texts[language],
  };
  let keeper: Held = mine;
  let made: Made | undefined = lease.answer && { answer: lease.answer };
  try {
    if (!made) {
      // Under a plan the answer to the press says what became of it.
      if (incoming.kind === 'press' && !readPlanPress(incoming.data))
        await services.telegram.answerPress(incoming.pressId);
      made = await whileWorking(services, incoming, mine, () => answerUpdate(asked, incoming));
      if (!made) {
        await store.markSent(mine);
        return 'ignored';
      }
      keeper = await keepAnswer(services, incoming, mine, made);
    }
    const { answer } = made;
    if (incoming.kind === 'press' && answer.notice !== undefined)
      await services.telegram.answerPress(incoming.pressId, answer.notice);
    const progress = {
      userId,
      sentParts: lease.sentParts,
      tooLarge: asked.texts.exportTooLarge,
      onPart: (count: number) => patiently(() => store.markPart(keeper, count)),
    };
    const sent = await whileHolding(services, keeper, () => sendAnswer(services, incoming, answer, progress));
    if (sent.outcome === 'later') {
      const { retryAfterSeconds } = sent;
      await store.release(keeper, services.clock() + retryAfterSeconds * 1000);
      throw new AppError('rate_limited', 'Telegram asks to wait.', { retryAfterSeconds });
    }
    if (sent.outcome === 'blocked' && incoming.isPrivate)
      await store.editState(userId, { blockedAt: services.clock() });
    // Sent is sent: without the mark a redelivery would send it again, so the mark is tried and never failed for.
    await patiently(() => store.markSent(keeper));
    await made
      .afterwards?.()
      .catch((cause: unknown) => log.warning('telegram.afterwards_failed', { updateId }, cause));
    return sent.outcome;
  } catch (cause) {
    if (!isBusy(cause)) await store.release(keeper).catch(() => undefined);
    throw cause;
  }
}

/** Answers without an outbox, for the store is down and the person has waited. */
async function answerUnkept(
  services: TelegramWorkerServices,
  incoming: Extract<Answerable, { kind: 'text' | 'voice' }>,
): Promise<string> {
  const { answer, afterwards } = await speak({ services, ...wordsFor(incoming) }, incoming);
  const { outcome } = await sendAnswer(services, incoming, answer);
  if (outcome === 'later') throw new AppError('rate_limited', 'Telegram asks to wait.');
  await afterwards?.().catch((cause: unknown) =>
    log.warning('telegram.afterwards_failed', { updateId: incoming.updateId }, cause),
  );
  return outcome;
}

/** Answers where nothing personal may be kept: what can be said to anyone, and at most once. */
async function answerPlainly(services: TelegramWorkerServices, incoming: Incoming): Promise<string> {
  if (incoming.kind === 'edit' || incoming.kind === 'member' || incoming.kind === 'press') return 'ignored';
  const album = incoming.kind === 'unreadable' ? incoming.album : undefined;
  if (!(await services.store.claim(album ?? incoming.updateId))) return 'duplicate';
  const words = wordsFor(incoming);
  const { answer } = await answerAnyone({ services, ...words }, incoming);
  return (await sendAnswer(services, incoming, answer)).outcome;
}

/** An edited message is remembered as it is now; it is not answered again. */
async function replaceText(
  services: TelegramWorkerServices,
  { identity, conversationId, eventId, text }: Extract<Incoming, { kind: 'edit' }>,
): Promise<string> {
  const userId = await services.identities.resolve(identity);
  if (!(await services.memory.edit(userId, conversationId, eventId, text))) return 'ignored';
  await services.people.moveEpoch(userId);
  return 'replaced';
}

async function noteMember(
  { identities, store, clock }: TelegramWorkerServices,
  { identity, blocked }: Extract<Incoming, { kind: 'member' }>,
): Promise<string> {
  await store.editState(await identities.resolve(identity), { blockedAt: blocked ? clock() : null });
  return blocked ? 'blocked' : 'unblocked';
}

async function apologise(services: TelegramWorkerServices, incoming: Answerable): Promise<void> {
  await sendAnswer(services, incoming, plain(wordsFor(incoming).texts.apology)).catch((cause: unknown) =>
    log.warning('telegram.apology_failed', { updateId: incoming.updateId }, cause),
  );
}

/** The language of someone of whom nothing is known. */
function wordsFor({ hints: { language = 'ru' } }: Incoming) {
  return { language, texts: texts[language] };
}

const isBusy = (cause: unknown) => cause instanceof AppError && cause.code === 'rate_limited';

/** Tries a mark three times and then lets it be. */
async function patiently(mark: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; tries <= 3; tries++) {
    try {
      await withinLimit(mark(), 5000);
      return;
    } catch (cause) {
      log.warning('telegram.not_marked', { tries }, cause);
    }
  }
}

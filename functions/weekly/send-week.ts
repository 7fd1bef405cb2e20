import type { Identities } from '../../shared/identity/index.ts';
import { presentWeek, type WeekInsight, type Weeks } from '../../shared/insights/index.ts';
import { type People, telegramPrefix } from '../../shared/person/index.ts';
import type { Clock, IdSource } from '../../shared/platform/clock.ts';
import { AppError } from '../../shared/platform/errors.ts';
import { log } from '../../shared/platform/log.ts';
import { daysBetween } from '../../shared/plan/index.ts';
import { dueWeek } from '../../shared/profile/index.ts';
import {
  type Answer,
  type Held,
  mayHaveArrived,
  splitText,
  type TelegramSender,
  type TelegramStore,
  whileHolding,
} from '../../shared/telegram/index.ts';

/** Who has had nothing to do with plans for so long is not reminded of them every Monday. */
const mostDaysAway = 28;

export type SendWeekServices = {
  people: Pick<People, 'profile' | 'drop'>;
  identities: Pick<Identities, 'links'>;
  weeks: Pick<Weeks, 'of'>;
  /** Notes that a week needs no more telling. */
  settle: (userId: string, week: string) => Promise<void>;
  store: Pick<
    TelegramStore,
    'lease' | 'renew' | 'keepAnswer' | 'release' | 'markPart' | 'markSent' | 'editState'
  >;
  /** Nothing where there is no bot. */
  telegram: Pick<TelegramSender, 'send'> | undefined;
  /** Ids of the accounts that are answered; empty is everyone. */
  allowed: readonly string[];
  clock: Clock;
  ids: IdSource;
};

/**
 * Sends a person the summary of the week that is due, and says what became of it. It is noted before each send, so
 * what may have gone is never sent again: a summary that is lost can still be asked for, one that comes twice cannot be
 * taken back.
 */
export async function sendWeek(services: SendWeekServices, userId: string): Promise<string> {
  const { people, settle, store, clock, ids } = services;
  // What another instance has settled must be seen here.
  people.drop(userId);
  const profile = await people.profile(userId);
  const week = profile?.weekly && dueWeek(profile.weekly, profile.timezone, clock());
  if (!profile || week === undefined) return 'not_due';
  const over = async (outcome: string) => {
    await settle(userId, week);
    return outcome;
  };

  const chatId = await chatOf(services, userId);
  if (chatId === undefined) return over('not_linked');
  const held: Held = { userId, updateId: `weekly-${week}`, holder: ids() };
  const lease = await store.lease(held);
  if (lease.outcome === 'gone') return 'gone';
  if (lease.outcome === 'sent') return over('duplicate');
  if (lease.outcome === 'busy')
    throw new AppError('rate_limited', 'Another worker sends this.', {
      retryAfterSeconds: lease.retryAfterSeconds,
    });
  try {
    const outcome =
      lease.state.blockedAt !== null
        ? 'blocked'
        : await whileHolding(services, held, async () => {
            const answer = lease.answer ?? (await make());
            return answer ? send(services, { held, chatId, answer, sentParts: lease.sentParts }) : 'away';
          });
    if (outcome === 'gone') return outcome;
    await store.markSent(held);
    return await over(outcome);
  } catch (cause) {
    if (!(cause instanceof AppError && cause.code === 'rate_limited'))
      await store.release(held).catch(() => undefined);
    throw cause;
  }

  async function make(): Promise<Answer | undefined> {
    if (!profile || week === undefined) return undefined;
    const insight = await services.weeks.of(userId, { week, receivedAt: clock() });
    if (isAway(insight)) return undefined;
    const { language, communication } = profile;
    const text = presentWeek(insight, language, { emoji: communication.useEmoji });
    const answer: Answer = { parts: splitText(text), markdown: false };
    const kept = await store.keepAnswer(held, answer);
    if (kept === 'done') return answer;
    throw new AppError('rate_limited', 'Another worker took this over.');
  }
}

type Sending = { held: Held; chatId: number; answer: Answer; sentParts: number };

async function send(
  { telegram, store, clock }: SendWeekServices,
  { held, chatId, answer, sentParts }: Sending,
): Promise<string> {
  for (const [index, part] of answer.parts.entries()) {
    if (index < sentParts) continue;
    // An entry that is not there any more went along with its person.
    if (!(await store.markPart(held, index + 1))) return 'gone';
    try {
      const sent = await telegram?.send({ chatId }, part, { markdown: false });
      if (sent?.outcome === 'blocked') {
        await store.editState(held.userId, { blockedAt: clock() });
        return 'blocked';
      }
      if (sent?.outcome === 'later') {
        const { retryAfterSeconds } = sent;
        await store.markPart(held, index);
        await store.release(held, clock() + retryAfterSeconds * 1000);
        throw new AppError('rate_limited', 'Telegram asks to wait.', { retryAfterSeconds });
      }
      if (sent?.outcome === 'refused') return 'refused';
    } catch (cause) {
      if (cause instanceof AppError && cause.code === 'rate_limited') throw cause;
      if (mayHaveArrived(cause)) {
        log.warning('weekly.uncertain', { userId: held.userId }, cause);
        return 'uncertain';
      }
      await store.markPart(held, index);
      throw cause;
    }
  }
  return 'sent';
}

/** The private chat to send to: the account that was linked last, or the person’s own where they have no other. */
async function chatOf(
  { identities, telegram, allowed }: SendWeekServices,
  userId: string,
): Promise<number | undefined> {
  if (!telegram) return undefined;
  const accounts = userId.startsWith(telegramPrefix)
    ? [userId]
    : (await identities.links(userId)).map(({ identity }) => identity);
  const ids = accounts
    .filter((account) => account.startsWith(telegramPrefix))
    .map((account) => account.slice(telegramPrefix.length))
    .filter((id) => allowed.length === 0 || allowed.includes(id));
  const [id] = ids.map(Number).filter(Number.isSafeInteger);
  return id;
}

function isAway({ lastDay, to }: WeekInsight): boolean {
  return lastDay === null || daysBetween(lastDay, to) > mostDaysAway;
}

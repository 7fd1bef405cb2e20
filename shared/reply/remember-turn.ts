import type { WriteBatch } from '@google-cloud/firestore';
import { emptyContext, touchContext, type WorkContext } from '../context/index.ts';
import { type Opened, PersonGoneError, type Turn } from '../memory/index.ts';
import { log } from '../platform/log.ts';
import type { Remembered } from './schema.ts';
import type { TurnServices } from './services.ts';

/** How long the store is tried before the turn is queued instead. */
const patienceMs = 5000;

export type ToRemember = {
  identity: string;
  userId: string;
  conversationId: string;
  receivedAt: number;
  /** The conversation as it was read; nothing when the store did not answer. */
  opened: Opened | undefined;
  turn: Turn;
  /** The work context before and after the turn; nothing when it could not be read. */
  context: { before: WorkContext; after: WorkContext } | undefined;
  tokens: number;
  /** The person's epoch, and when they were met, as the turn was made. */
  epoch: number;
  life: number | undefined;
};

export type Kept = {
  remembered: Remembered;
  userId: string;
  /** The reply that was given to this message before. */
  duplicate?: string | undefined;
  /** The window is due for compression. */
  full: boolean;
};

type Services = Pick<TurnServices, 'people' | 'personas' | 'memory' | 'quotas' | 'identities' | 'clock'>;

/**
 * Commits a turn where its person is now: one who was linked meanwhile is followed, one who was erased meanwhile is
 * left in peace. Throws when the store does not answer.
 */
export async function commitTurn(services: Services, given: ToRemember): Promise<Kept> {
  const { identities, people, personas } = services;
  const { identity, conversationId, receivedAt } = given;
  const gone = (userId: string): Kept => {
    log.info('turn.person_gone', { conversationId });
    return { remembered: 'no', userId, full: false };
  };
  try {
    const lifeNow = async () => (await people.profile(given.userId))?.createdAt;
    let life = given.life ?? (await lifeNow());
    // Said before the person was met can mean that it was said to who was erased.
    if (life === undefined || receivedAt <= life) {
      if ((await people.meet(given.userId, { receivedAt })) === 'refused') throw new PersonGoneError();
      life ??= await lifeNow();
    }
    const opened = given.opened ?? (await open(services, given));
    return await commitTo(services, { ...given, opened, life });
  } catch (cause) {
    if (!(cause instanceof PersonGoneError)) throw cause;
  }
  people.drop(given.userId);
  personas.drop(given.userId);
  const userId = await identities.resolve(identity, { fresh: true });
  if ((await people.meet(userId, { receivedAt })) === 'refused') return gone(userId);
  const profile = await people.profile(userId);
  const opened = await open(services, { userId, conversationId });
  const { epoch = 0, createdAt: life } = profile ?? {};
  try {
    return await commitTo(services, { ...given, userId, opened, epoch, life, context: undefined });
  } catch (cause) {
    if (cause instanceof PersonGoneError) return gone(userId);
    throw cause;
  }
}

async function open(
  { memory, quotas }: Services,
  at: Pick<ToRemember, 'userId' | 'conversationId'>,
): Promise<Opened> {
  const [opened] = await Promise.all([memory.open(at.userId, at.conversationId), quotas.read(at.userId)]);
  return opened;
}

async function commitTo(
  { memory, people, quotas, clock }: Services,
  { userId, opened, turn, context, tokens, epoch, life }: ToRemember & { opened: Opened },
): Promise<Kept> {
  // Of a context that could not be read, only that the person was active is written.
  const unknown = { ...emptyContext(), lastActive: 0 };
  const { before, after } = context ?? { before: unknown, after: touchContext(unknown, clock()) };
  const also = (batch: WriteBatch) => {
    people.stageContext(batch, userId, after, before);
    quotas.stage(batch, userId, { turns: 1, tokens });
  };
  const { duplicate, full } = await memory.commit(opened, turn, { epoch, life, also, patienceMs });
  if (duplicate === undefined && context) people.keepContext(userId, context.after);
  return { remembered: 'now', userId, duplicate, full };
}

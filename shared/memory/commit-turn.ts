import type {
  DocumentReference,
  DocumentSnapshot,
  Firestore,
  Precondition,
  WriteBatch,
} from '@google-cloud/firestore';
import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { counter } from '../platform/metrics.ts';
import { withinLimit } from '../platform/within-limit.ts';
import { addTurn, fillOf, isBursting } from './add-turn.ts';
import { PersonGoneError } from './person-gone-error.ts';
import { type Turn, turnSchema, type Window } from './schema.ts';
import {
  conversationsOf,
  gateOf,
  personOf,
  type Opened,
  readWindow,
  type Stored,
  windowChanges,
  windowFields,
} from './store.ts';

const said = counter('user_memory_events_total', 'Events remembered, by who said them', ['role']);
for (const role of ['user', 'assistant']) said.inc({ role }, 0);

/** gRPC's codes of a commit that met another, and of a store that does not answer. */
const notFound = 5;
const conflicts: readonly unknown[] = [notFound, 6, 9, 10];
const silent: readonly unknown[] = [1, 4, 8, 13, 14];
const longestPauseMs = 100;

export type CommitOptions = {
  /** The epoch of the profile that the turn was made with. */
  epoch: number;
  /** When the person was met for whom the turn was made: whoever was erased and came back is someone else. */
  life?: number | undefined;
  /** Stages what belongs to the turn besides its window; among it an update of the person's gate. */
  also: (batch: WriteBatch) => void;
  /** How long the store is tried. */
  patienceMs?: number;
};

export type Committed = {
  window: Window;
  /** The reply that this message had before; nothing was written now. */
  duplicate?: string;
  /** Whether the window is due for compression. */
  full: boolean;
};

type CommitServices = {
  firestore: () => Promise<Firestore>;
  clock: Clock;
  /** The text of a reply that the window holds no more. */
  findReply: (opened: Opened, replyId: string) => Promise<string | undefined>;
  /** Makes room in a window that would outgrow its document. */
  relieve: (userId: string, conversationId: string) => Promise<void>;
  /** Told each window that was written. */
  onWritten: (opened: Opened) => void;
};

/**
 * Gives the function that commits turns. Those of one conversation wait here for one another and each goes on from
 * what the one before it wrote; against other instances each holds what it read as a precondition and tries again.
 */
export function createCommit(services: CommitServices) {
  const queues = new Map<string, Promise<Opened | undefined>>();

  async function commit(opened: Opened, given: Turn, options: CommitOptions): Promise<Committed> {
    const { patienceMs = 10_000 } = options;
    const deadline = performance.now() + patienceMs;
    const turn = turnSchema.parse(JSON.parse(JSON.stringify(given)));
    const key = `${opened.userId}/${opened.conversationId}`;
    const before = queues.get(key) ?? Promise.resolve(undefined);
    const work = before.then((left) => write(services, newer(opened, left), turn, { ...options, deadline }));
    const left = work.then(
      ({ after }) => after,
      () => undefined,
    );
    queues.set(key, left);
    void left.then(() => queues.get(key) === left && queues.delete(key));
    try {
      return (await withinLimit(work, patienceMs)).committed;
    } catch (cause) {
      throw translate(cause, deadline);
    }
  }
  return commit;
}

type Written = { committed: Committed; after: Opened };

async function write(
  services: CommitServices,
  opened: Opened,
  turn: Turn,
  options: CommitOptions & { deadline: number },
): Promise<Written> {
  const { clock, onWritten } = services;
  const store = await services.firestore();
  const { userId, conversationId } = opened;
  const document = conversationsOf(store, userId).doc(conversationId);
  let current = opened;
  for (let attempt = 1; ; attempt++) {
    if (performance.now() > options.deadline)
      throw new AppError('unavailable', 'Memory did not answer in time.');
    const earlier = await earlierReply(services, current, turn.messageId);
    if (earlier) {
      // A commit whose answer was lost is tried again by the client and then meets itself.
      const own = attempt > 1 && earlier.at === turn.reply.at && earlier.reply === turn.reply.content;
      if (own) count();
      const window = earlier.window;
      const duplicate = own ? {} : { duplicate: earlier.reply };
      return { committed: { window, ...duplicate, full: fillOf(window) > 1 }, after: current };
    }
    const person = await checkLife(store, opened, current, options.life);
    const window = addTurn(current.window, turn, { epoch: options.epoch, now: clock() });
    if (current.window && isBursting(window)) {
      await services.relieve(userId, conversationId);
      current = { ...current, ...(await readWindow(document)) };
      if (current.window && isBursting(addTurn(current.window, turn, { epoch: 0, now: clock() })))
        throw new AppError('unavailable', 'The conversation is too large to go on.');
      continue;
    }
    try {
      const also: CommitOptions['also'] = (batch) => {
        // A conversation that is made anew must not be made for someone who came back meanwhile.
        if (person && !current.updateTime)
          batch.update(person.ref, { createdAt: options.life }, unchanged(person));
        options.also(batch);
      };
      const updateTime = await commitOnce(store, document, { ...current, window }, also);
      count();
      const after = { ...current, window, updateTime };
      onWritten(after);
      return { committed: { window, full: fillOf(window) > 1 }, after };
    } catch (cause) {
      if (!conflicts.includes(codeOf(cause))) throw cause;
      if (codeOf(cause) === notFound && !(await gateOf(store, userId).get()).exists)
        throw new PersonGoneError();
      if (attempt > 1) await pause(attempt);
      current = { ...current, ...(await readWindow(document)) };
    }
  }
}

/** One batch: the window as a new document or over the one that was read, and what goes with it. */
async function commitOnce(
  store: Firestore,
  document: DocumentReference,
  { window, updateTime }: Stored & { window: Window },
  also: CommitOptions['also'],
): Promise<Stored['updateTime']> {
  const batch = store.batch();
  if (updateTime) batch.update(document, windowChanges(window), { lastUpdateTime: updateTime });
  else batch.create(document, windowFields(window));
  also(batch);
  const [result] = await batch.commit();
  return result?.writeTime;
}

/**
 * Throws PersonGoneError where the window at hand can be that of someone who was erased and came back since the turn
 * began. Gives the person's document where it had to be asked for that: the window is not the one the turn was read with.
 */
async function checkLife(
  store: Firestore,
  opened: Opened,
  current: Opened,
  life: number | undefined,
): Promise<DocumentSnapshot | undefined> {
  const born = opened.window?.createdAt;
  if (life === undefined || (born !== undefined && current.window?.createdAt === born)) return undefined;
  const person = await personOf(store, opened.userId).get();
  if (person.get('createdAt') !== life) throw new PersonGoneError();
  return person;
}

function unchanged({ updateTime }: DocumentSnapshot): Precondition {
  return updateTime ? { lastUpdateTime: updateTime } : { exists: true };
}

async function earlierReply(services: CommitServices, opened: Opened, messageId: string) {
  const { window } = opened;
  const processed = window?.processed.find(({ id }) => id === messageId);
  if (!window || !processed) return undefined;
  const event = window.events.find(({ id }) => id === processed.reply);
  const reply = event?.content ?? (await services.findReply(opened, processed.reply)) ?? '';
  return { window, reply, at: event?.at };
}

/** Of what a caller read and what the turn before it left, the one that was written last. */
function newer(opened: Opened, left: Opened | undefined): Opened {
  if (!left?.updateTime) return opened;
  return opened.updateTime && opened.updateTime.valueOf() > left.updateTime.valueOf() ? opened : left;
}

function count(): void {
  said.inc({ role: 'user' });
  said.inc({ role: 'assistant' });
}

function translate(cause: unknown, deadline: number): unknown {
  if (cause instanceof PersonGoneError || cause instanceof AppError) return cause;
  if (silent.includes(codeOf(cause)) || performance.now() >= deadline - 1)
    return new AppError('unavailable', 'Memory does not answer.', { cause });
  return cause;
}

function codeOf(cause: unknown): unknown {
  return typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
}

function pause(attempt: number): Promise<void> {
  const most = Math.min(longestPauseMs, 5 * 2 ** attempt);
  return new Promise((resolve) => setTimeout(resolve, Math.random() * most));
}

import type { DocumentReference, Firestore, Transaction, WriteBatch } from '@google-cloud/firestore';
import {
  type ContextEdit,
  contextChanges,
  contextOf,
  contextRef,
  currentContext,
  editContext,
  type WorkContext,
} from '../context/index.ts';
import {
  countMacroUse,
  type Macro,
  type MacroDraft,
  macrosDocument,
  macrosOf,
  macrosRef,
  removeMacro,
  saveMacro,
} from '../macros/index.ts';
import { createCache } from '../platform/cache.ts';
import { type Clock, type IdSource, randomId, systemClock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { counter } from '../platform/metrics.ts';
import {
  editProfile,
  moveWeekly,
  type Profile,
  type ProfileAdminEdit,
  profileOf,
  profileRef,
  profileSchema,
  type StoredProfile,
} from '../profile/index.ts';
import { type Hints, meetPerson, type Meeting } from './meet-person.ts';
import { readWindows } from './move-epoch.ts';

const profileReads = counter('user_profile_reads_total', 'Profiles read from the store');
const profileWrites = counter('user_profile_writes_total', 'Profiles made or changed');

export type People = {
  /**
   * Makes profile, context and macros on first contact; asks the store each time, so ask only for someone whose
   * profile is not there or whose gate was gone. Refused while the person is being erased, for a message received
   * before that was done, and for who was merged into someone else.
   */
  meet(userId: string, options: { receivedAt: number; hints?: Hints }): Promise<Meeting>;
  /** The profile, unless there is none or the person lives on under another id. */
  profile(userId: string): Promise<StoredProfile | undefined>;
  /** What still holds of the work context. */
  context(userId: string): Promise<WorkContext | undefined>;
  macros(userId: string): Promise<Macro[] | undefined>;
  /** Changes the profile; not_found where there is none. */
  editProfile(userId: string, edit: ProfileAdminEdit): Promise<Profile>;
  /** Changes the work context; not_found where there is none. */
  editContext(userId: string, edit: ContextEdit): Promise<WorkContext>;
  /** Adds a macro, or puts it in the place of the one with this id; not_found where there is no such one. */
  saveMacro(userId: string, draft: MacroDraft, id?: string): Promise<Macro>;
  /** Whether there was such a macro. */
  removeMacro(userId: string, id: string): Promise<boolean>;
  /** Counts one use; nothing where the macro is gone. */
  countMacroUse(userId: string, macroId: string): Promise<void>;
  /**
   * Stages a turn's change of the context on its batch, which then fails where the person is gone. With the context
   * that the turn began with, only what differs is written.
   */
  stageContext(batch: WriteBatch, userId: string, context: WorkContext, base?: WorkContext): void;
  /** Remembers the context of a turn that was committed. */
  keepContext(userId: string, context: WorkContext): void;
  /** Lets other instances know that what they hold of this person no longer holds. */
  moveEpoch(userId: string): Promise<void>;
  /** Forgets what this instance holds of the person. */
  drop(userId: string): void;
};

/** What a change answers and what it writes: to the profile itself, or elsewhere. */
type Change<T> = { result: T; edit?: Partial<StoredProfile>; write?: () => void };
type Work<T> = (
  transaction: Transaction,
  person: DocumentReference,
  profile: StoredProfile,
) => Change<T> | Promise<Change<T>>;

export type PeopleOptions = {
  firestore: () => Promise<Firestore>;
  /** The abilities that a macro may name. */
  skills?: readonly string[];
  clock?: Clock;
  ids?: IdSource;
};

/** Profile, work context and macros of people, held in memory for a while. */
export function createPeople(options: PeopleOptions): People {
  const { skills = [], clock = systemClock, ids = randomId } = options;
  const max = 5000;
  const profiles = createCache<StoredProfile>({ name: 'profiles', ttlMs: 5 * 60_000, max, clock });
  const contexts = createCache<WorkContext>({ name: 'contexts', ttlMs: 60_000, max, clock });
  const macroLists = createCache<Macro[]>({ name: 'macros', ttlMs: 5 * 60_000, max, clock });

  function drop(userId: string): void {
    for (const cache of [profiles, contexts, macroLists]) cache.delete(userId);
  }

  let opened: Firestore | undefined;
  const firestore = async () => (opened = await options.firestore());
  const personRef = async (userId: string) => profileRef(await firestore(), userId);

  /**
   * Runs a change that no turn makes: `work` reads and answers what is to be written, then the profile's epoch moves
   * and so does that of the windows. What this instance holds is dropped rather than replaced, for two changes may
   * end here in another order than in the store.
   */
  async function change<T>(userId: string, work: Work<T>): Promise<T> {
    const store = await firestore();
    const ref = profileRef(store, userId);
    const { result, epoch, next } = await store.runTransaction(async (transaction) => {
      const profile = profileOf(await transaction.get(ref));
      if (!profile || profile.mergedInto !== undefined)
        throw new AppError('not_found', 'There is no such person.');
      const page = await readWindows(transaction, ref);
      const { result, write, edit } = await work(transaction, ref, profile);
      const moved = profile.epoch + 1;
      transaction.update(ref, { ...edit, epoch: moved });
      write?.();
      page.tell(moved);
      return { result, epoch: moved, next: page.next };
    });
    for (let after = next; after !== undefined;) {
      const from = after;
      after = await store.runTransaction(async (transaction) => {
        const page = await readWindows(transaction, ref, from);
        page.tell(epoch);
        return page.next;
      });
    }
    drop(userId);
    return result;
  }

  return {
    async meet(userId, { receivedAt, hints }) {
      drop(userId);
      const met = await meetPerson(await firestore(), userId, { receivedAt, hints, now: clock() });
      if (met === 'new') profileWrites.inc();
      else profileReads.inc();
      return met;
    },

    async profile(userId) {
      return profiles.get(userId, async () => {
        profileReads.inc();
        const profile = profileOf(await (await personRef(userId)).get());
        return profile?.mergedInto === undefined ? profile : undefined;
      });
    },

    async context(userId) {
      const load = async () => contextOf(await contextRef(await personRef(userId)).get());
      const stored = await contexts.get(userId, load);
      return stored && currentContext(stored, clock());
    },

    macros: (userId) =>
      macroLists.get(userId, async () => macrosOf(await macrosRef(await personRef(userId)).get())),

    async editProfile(userId, edit) {
      const edited = await change(userId, (_, __, profile) => {
        const next = profileSchema.parse(editProfile(profile, edit, clock()));
        const { weekly } = profile;
        const travels = next.timezone !== profile.timezone;
        return {
          result: next,
          edit: { ...next, ...(weekly && travels && { weekly: moveWeekly(weekly, next.timezone) }) },
        };
      });
      profileWrites.inc();
      return edited;
    },

    editContext: (userId, edit) =>
      change(userId, async (transaction, ref) => {
        const gate = contextRef(ref);
        const stored = contextOf(await transaction.get(gate));
        if (!stored) throw new AppError('not_found', 'There is no such person.');
        const result = editContext(stored, edit, clock());
        return { result, write: () => transaction.update(gate, result) };
      }),

    saveMacro: (userId, draft, id) =>
      change(userId, async (transaction, ref) => {
        const { macros, write } = await readMacros(transaction, ref);
        if (id !== undefined && !macros.some((macro) => macro.id === id))
          throw new AppError('not_found', 'There is no such macro.');
        const made = { id: id ?? ids(), now: clock(), skills };
        const saved = saveMacro(macros, draft, made);
        const result = saved.find((macro) => macro.id === made.id);
        if (!result) throw new Error('A saved macro is not among the macros.');
        return { result, write: () => write(saved) };
      }),

    removeMacro: (userId, id) =>
      change(userId, async (transaction, ref) => {
        const { macros, write } = await readMacros(transaction, ref);
        const left = removeMacro(macros, id);
        return { result: left.length < macros.length, write: () => write(left) };
      }),

    async countMacroUse(userId, macroId) {
      const ref = macrosRef(await personRef(userId));
      await ref.firestore.runTransaction(async (transaction) => {
        const macros = macrosOf(await transaction.get(ref));
        if (macros?.some((macro) => macro.id === macroId))
          transaction.update(ref, macrosDocument(countMacroUse(macros, macroId)));
      });
      macroLists.delete(userId);
    },

    stageContext(batch, userId, context, base) {
      if (!opened) throw new Error('A turn asks for the person before it stages anything.');
      batch.update(contextRef(profileRef(opened, userId)), contextChanges(context, base));
    },

    keepContext: (userId, context) => contexts.set(userId, context),

    async moveEpoch(userId) {
      try {
        await change(userId, () => ({ result: undefined }));
      } catch (cause) {
        // Of someone who is gone no instance can commit anything, whatever it holds.
        if (!(cause instanceof AppError && cause.code === 'not_found')) throw cause;
        drop(userId);
      }
    },

    drop,
  };
}

async function readMacros(transaction: Transaction, person: DocumentReference) {
  const ref = macrosRef(person);
  return {
    macros: macrosOf(await transaction.get(ref)) ?? [],
    write: (macros: readonly Macro[]) => transaction.set(ref, macrosDocument(macros)),
  };
}

import type { Firestore } from '@google-cloud/firestore';
import { type People, telegramPrefix } from '../person/index.ts';
import { createCache } from '../platform/cache.ts';
import { type Clock, type IdSource, randomId, systemClock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { log } from '../platform/log.ts';
import { counter } from '../platform/metrics.ts';
import type { Publish } from '../platform/publish.ts';
import { makeLinkCode, readLinkCode } from './link-code.ts';
import { redeemLinkCode } from './redeem-link-code.ts';
import type { LinkMessage } from './schema.ts';
import { codeLifeMs, identitiesOf, identityOf, identityRef, isMerging, saveLinkCode } from './store.ts';
import { unlinkIdentity } from './unlink-identity.ts';

const outcomes = ['linked', 'already', 'unknown', 'taken', 'limited'] as const;
const redeemed = counter('link_codes_redeemed_total', 'Link codes that were sent in', ['outcome']);
for (const outcome of outcomes) redeemed.inc({ outcome }, 0);

export type Redemption = {
  /**
   * `already`: the account is this person's. `taken`: it is another's, and must be unlinked there first. `unknown`:
   * no such code, or no longer.
   */
  outcome: 'linked' | 'already' | 'unknown' | 'taken';
  userId?: string;
  jobId?: string;
};

export type Identities = {
  /**
   * The person an account belongs to: itself until it is linked. Another instance's link or unlink is seen within a
   * minute, or at once when asked `fresh`.
   */
  resolve(identity: string, options?: { fresh?: boolean }): Promise<string>;
  /** Makes a code that links an account to this person, in place of the one before it. */
  createLinkCode(userId: string): Promise<{ code: string; expiresAt: number }>;
  /** Links an account to who showed the code; `rate_limited` after too many wrong ones. */
  redeemLinkCode(code: string, identity: string): Promise<Redemption>;
  /** The accounts of a person, the latest link first. */
  links(userId: string): Promise<{ identity: string; linkedAt: number }[]>;
  /** Whether an account's past is still on its way to the person: what they forget now might come after. */
  merging(userId: string): Promise<boolean>;
  /** Whether it was linked; it is a person of its own again. `conflict` while its merge still runs. */
  unlink(userId: string, identity: string): Promise<boolean>;
};

export type IdentitiesOptions = {
  firestore: () => Promise<Firestore>;
  people: Pick<People, 'meet' | 'drop' | 'moveEpoch'>;
  /** Asks for a merge; one that could not be asked for is found by the schedule. */
  publish: Publish<LinkMessage>;
  clock?: Clock;
  ids?: IdSource;
};

/** Which accounts belong to which person. */
export function createIdentities(options: IdentitiesOptions): Identities {
  const { firestore, people, publish, clock = systemClock, ids = randomId } = options;
  const owners = createCache<string>({ name: 'identities', ttlMs: 60_000, max: 10_000, clock });

  async function askForMerge(jobId: string): Promise<void> {
    try {
      await publish({ jobId });
    } catch (cause) {
      log.warning('identity.merge_not_queued', { jobId }, cause);
    }
  }

  async function redeem(code: string, identity: string): Promise<Redemption> {
    const store = await firestore();
    const redemption = { code, identity, jobId: `link-${ids()}`, now: clock() };
    let result = await redeemLinkCode(store, redemption);
    if (result.outcome === 'unmet') {
      const met = await people.meet(result.userId, { receivedAt: clock() });
      result = met === 'refused' ? { outcome: 'unknown' } : await redeemLinkCode(store, redemption);
    }
    return result.outcome === 'unmet' ? { outcome: 'unknown' } : result;
  }

  return {
    async resolve(identity, { fresh = false } = {}) {
      if (!identity.startsWith(telegramPrefix)) return identity;
      if (fresh) owners.delete(identity);
      const found = await owners.get(identity, async () => {
        const link = identityOf(await identityRef(await firestore(), identity).get());
        return link?.userId ?? identity;
      });
      return found ?? identity;
    },

    async createLinkCode(userId) {
      if (userId.startsWith(telegramPrefix))
        throw new AppError('bad_request', 'A code is made in the app, and sent to the bot.');
      const store = await firestore();
      const expiresAt = clock() + codeLifeMs;
      for (;;) {
        const code = makeLinkCode();
        if (await saveLinkCode(store, code, { userId, expiresAt })) return { code, expiresAt };
      }
    },

    async redeemLinkCode(typed, identity) {
      if (!identity.startsWith(telegramPrefix))
        throw new AppError('bad_request', 'Only an account of Telegram can be linked.');
      try {
        // What cannot be a code is a wrong try too.
        const result = await redeem(readLinkCode(typed) ?? 'none', identity);
        redeemed.inc({ outcome: result.outcome });
        owners.delete(identity);
        if (result.outcome === 'linked') people.drop(identity);
        if (result.jobId !== undefined) await askForMerge(result.jobId);
        if (result.outcome === 'linked') log.info('identity.linked', { jobId: result.jobId });
        return result;
      } catch (cause) {
        if (cause instanceof AppError && cause.code === 'rate_limited') redeemed.inc({ outcome: 'limited' });
        throw cause;
      }
    },

    async links(userId) {
      const { docs } = await identitiesOf(await firestore(), userId).get();
      const links = docs.flatMap((doc) => {
        const link = identityOf(doc);
        return link ? [{ identity: doc.id, linkedAt: link.linkedAt }] : [];
      });
      return links.sort((a, b) => b.linkedAt - a.linkedAt);
    },

    merging: async (userId) => isMerging(await firestore(), userId),

    async unlink(userId, identity) {
      if (!identity.startsWith(telegramPrefix) || identity.includes('/')) return false;
      const unlinked = await unlinkIdentity(await firestore(), { userId, identity });
      owners.delete(identity);
      // Instances that still hold the account as the person's ask again.
      if (unlinked) await people.moveEpoch(userId);
      return unlinked;
    },
  };
}

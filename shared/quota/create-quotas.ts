import type { Firestore, WriteBatch } from '@google-cloud/firestore';
import { type Clock, systemClock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { onShutdown } from '../platform/drain.ts';
import { AppError } from '../platform/errors.ts';
import { counter } from '../platform/metrics.ts';
import { countTotal } from './count-total.ts';
import { isCounted, secondsToNextTurn } from './count-turns.ts';
import { dayOf, secondOf, type Spent } from './schema.ts';
import { increaseTotal, readSpent, readTotal, stageSpent } from './store.ts';

/** The variables that limits are configured by. */
export const quotaConfig = ['TURNS_PER_MINUTE', 'PERSON_TOKENS_PER_DAY', 'TOTAL_TOKENS_PER_DAY'] as const;

const refused = counter('quota_refusals_total', 'Turns and model calls that a limit forbade', ['limit']);
for (const limit of ['turns', 'person', 'total']) refused.inc({ limit }, 0);

export type Allowed = { ok: true } | { ok: false; why: 'turns'; retryAfterSeconds: number };

export type Quotas = {
  /** What the person has spent: exactly one read, and now and then one of what all have. */
  read(userId: string): Promise<Spent>;
  /**
   * Whether the person may take a turn now; one that may is counted at once, so that many at the same moment do not
   * slip through. Without what was stored, what this instance knows decides.
   */
  allow(userId: string, spent: Spent | undefined): Allowed;
  /** Whether the model may be asked, and if not, whose tokens of this UTC day are spent. */
  tokensLeft(spent: Spent | undefined): 'ok' | 'person' | 'total';
  /** Stages what a turn took on the turn's own batch; staged anew on a new batch, it counts once. */
  stage(batch: WriteBatch, userId: string, took: { turns: number; tokens: number }): void;
  /** Counts tokens for all; written soon, with others, and before the process ends. */
  addTotal(tokens: number): void;
  /** Writes what was added for all and is not written yet. */
  flush(): Promise<void>;
};

export type QuotaOptions = {
  firestore: () => Promise<Firestore>;
  config: Pick<Config, (typeof quotaConfig)[number]>;
  clock?: Clock;
  /** How long what all have spent is not asked again. */
  totalFreshMs?: number;
  totalFlushMs?: number;
};

/** People held in memory at most; the least recently seen is forgotten first. */
const mostPeople = 10_000;

/** The limits that the operator sets, over the documents under `quotas`. */
export function createQuotas(options: QuotaOptions): Quotas {
  const { config, clock = systemClock, totalFreshMs = 10_000, totalFlushMs = 10_000 } = options;
  const { TURNS_PER_MINUTE, PERSON_TOKENS_PER_DAY, TOTAL_TOKENS_PER_DAY } = config;
  /** Turns that this instance allowed, by second, and what was last read: a batch is staged without waiting. */
  const allowed = new Map<string, Map<string, number>>();
  const lastRead = new Map<string, Spent>();
  let client: Firestore | undefined;
  const store = async () => (client = await options.firestore());
  // To stage is not to wait, so the client is there before the first turn is over, whoever asked for it.
  store().catch(() => undefined);
  const total = countTotal({
    store: {
      read: async (day) => readTotal(await store(), day),
      increase: async (day, tokens) => increaseTotal(await store(), day, tokens),
    },
    clock,
    freshMs: totalFreshMs,
    flushMs: totalFlushMs,
  });
  if (TOTAL_TOKENS_PER_DAY !== undefined) onShutdown('quotas', total.flush);

  return {
    async read(userId) {
      const reading = store().then((firestore) => readSpent(firestore, userId));
      if (TOTAL_TOKENS_PER_DAY !== undefined) await Promise.all([reading, total.refresh()]);
      const spent = await reading;
      keep(lastRead, userId, spent);
      return spent;
    },

    allow(userId, spent) {
      const now = clock();
      const own = allowed.get(userId) ?? new Map<string, number>();
      for (const second of own.keys()) if (!isCounted(Number(second), secondOf(now))) own.delete(second);
      const retryAfterSeconds = Math.max(
        secondsToNextTurn(own, TURNS_PER_MINUTE, now),
        secondsToNextTurn(Object.entries(spent?.turns ?? {}), TURNS_PER_MINUTE, now),
      );
      if (retryAfterSeconds > 0) {
        refused.inc({ limit: 'turns' });
        return { ok: false, why: 'turns', retryAfterSeconds };
      }
      const second = String(secondOf(now));
      own.set(second, (own.get(second) ?? 0) + 1);
      keep(allowed, userId, own);
      return { ok: true };
    },

    tokensLeft(spent) {
      // Where nothing personal is read, this alone keeps the total known.
      if (TOTAL_TOKENS_PER_DAY !== undefined) void total.refresh();
      const person = spent?.tokens[dayOf(clock())] ?? 0;
      const left =
        PERSON_TOKENS_PER_DAY !== undefined && person >= PERSON_TOKENS_PER_DAY
          ? 'person'
          : TOTAL_TOKENS_PER_DAY !== undefined && total.spent() >= TOTAL_TOKENS_PER_DAY
            ? 'total'
            : 'ok';
      if (left !== 'ok') refused.inc({ limit: left });
      return left;
    },

    stage(batch, userId, took) {
      if (!client) throw new AppError('unavailable', 'The store does not answer.');
      stageSpent(client, batch, userId, { ...took, before: lastRead.get(userId), now: clock() });
    },

    addTotal(tokens) {
      if (TOTAL_TOKENS_PER_DAY !== undefined) total.add(tokens);
    },

    flush: total.flush,
  };
}

function keep<V>(held: Map<string, V>, userId: string, value: V): void {
  held.delete(userId);
  held.set(userId, value);
  if (held.size <= mostPeople) return;
  const oldest = held.keys().next();
  if (!oldest.done) held.delete(oldest.value);
}

import type { Firestore } from '@google-cloud/firestore';
import type { People } from '../person/index.ts';
import type { Ask } from '../persona/index.ts';
import { createCache } from '../platform/cache.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { log } from '../platform/log.ts';
import { counter } from '../platform/metrics.ts';
import { readDays } from '../plan/index.ts';
import { datesOfWeek, defaultProfile, isWeek, localDate, type Profile, weekAt } from '../profile/index.ts';
import { askWeek } from './ask-week.ts';
import { measureWeek } from './measure-week.ts';
import type { WeekFacts, WeekInsight, WeekWords } from './schema.ts';
import { writeWeek } from './write-week.ts';

const looks = counter('weekly_insights_total', 'Weeks looked back on, by whose words', ['words']);
for (const words of ['model', 'templates']) looks.inc({ words }, 0);

const minute = 60_000;
/** How long a person waits for the model’s words before they get ours. */
const patienceMs = 8000;

export type WeeksOptions = {
  firestore: () => Promise<Firestore>;
  people: Pick<People, 'profile'>;
  /** Asks the model on behalf of a person; nothing where none is connected or the tokens are spent. */
  ask?: ((userId: string) => Promise<Ask | undefined>) | undefined;
  clock?: Clock;
};

export type Weeks = {
  /**
   * A week of a person, the present one unless said, as it stood at that moment; nobody is made by asking. A week that
   * is none, or has not begun where the person is, is a bad_request.
   */
  of(userId: string, asked: { week?: string | undefined; receivedAt: number }): Promise<WeekInsight>;
  /** Forgets what this instance holds of the person. */
  drop(userId: string): void;
};

/** Weeks of people, looked back on: the numbers from what is stored, the words from the model or from templates. */
export function createWeeks(options: WeeksOptions): Weeks {
  const { firestore, people, ask, clock = systemClock } = options;
  // The same numbers deserve the same words: who looks twice does not pay twice.
  const said = createCache<WeekWords>({ name: 'weekWords', ttlMs: 30 * minute, max: 500, clock });

  async function speak(
    profile: Profile,
    facts: WeekFacts,
  ): Promise<Pick<WeekInsight, keyof WeekWords | 'wordsFrom'>> {
    const { userId, language, communication, persona } = profile;
    const emoji = communication.useEmoji;
    if (ask && facts.completionStats.totalTasks > 0) {
      const key = `${userId}\n${JSON.stringify([language, emoji, persona, facts])}`;
      try {
        const words = await said.get(key, async () => {
          const asking = await ask(userId);
          const until = clock() + patienceMs;
          return asking && askWeek(asking, { facts, language, emoji, persona, until });
        });
        if (words) return { ...words, wordsFrom: 'model' };
      } catch (cause) {
        log.warning('insights.without_model', { week: facts.week }, cause);
      }
    }
    return { ...writeWeek({ facts, language, emoji }), wordsFrom: 'templates' };
  }

  return {
    async of(userId, { week, receivedAt }) {
      const profile = (await people.profile(userId)) ?? defaultProfile(userId, receivedAt);
      const present = weekAt(receivedAt, profile.timezone);
      const asked = week ?? present;
      if (!isWeek(asked)) throw badWeek('Must be an ISO week, e.g. 2026-W47');
      if (asked > present) throw badWeek('Must not be a week that has not begun');
      const { learning, plans } = await readDays(await firestore(), userId, datesOfWeek(asked));
      const today = localDate(receivedAt, profile.timezone);
      const facts = measureWeek({ week: asked, today, learning, plans });
      const insight: WeekInsight = { ...facts, ...(await speak(profile, facts)) };
      looks.inc({ words: insight.wordsFrom });
      return insight;
    },

    drop: (userId) => said.deletePrefix(`${userId}\n`),
  };
}

function badWeek(rule: string): AppError {
  return new AppError('bad_request', 'The request is not valid.', { fields: [{ path: 'week', rule }] });
}

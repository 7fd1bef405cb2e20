import type { Firestore } from '@google-cloud/firestore';
import { createCache } from '../platform/cache.ts';
import type { Clock } from '../platform/clock.ts';
import type { OpenTask, Plans } from './plans.ts';
import { readDay, type StoredPlan } from './store.ts';

type Held = { epoch: number; date: string; tasks: OpenTask[] };

/** What is open of people's days, held in memory for a minute: a plan that another instance changes moves no epoch. */
export function holdOpenTasks({ firestore, clock }: { firestore: () => Promise<Firestore>; clock: Clock }): {
  get: Plans['openTasks'];
  drop: (userId: string) => void;
} {
  const cache = createCache<Held>({ name: 'open_tasks', ttlMs: 60_000, max: 5000, clock });
  return {
    async get(userId, epoch, date) {
      const load = async (): Promise<Held> => {
        const { plan } = await readDay(await firestore(), userId, date);
        return { epoch, date, tasks: plan ? openOf(plan) : [] };
      };
      const held = await cache.get(userId, load);
      if (held?.epoch === epoch && held.date === date) return held.tasks;
      cache.delete(userId);
      return (await cache.get(userId, load))?.tasks ?? [];
    },
    drop: (userId) => cache.delete(userId),
  };
}

function openOf({ tasks }: StoredPlan): OpenTask[] {
  return tasks
    .filter(({ status }) => status === 'open')
    .map(({ taskId, category, title, minutes, timeOfDay }) => ({
      taskId,
      category,
      title,
      minutes,
      timeOfDay,
    }));
}

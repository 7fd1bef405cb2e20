import type { Firestore } from '@google-cloud/firestore';
import { createCache } from '../platform/cache.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { log } from '../platform/log.ts';
import { withinLimit } from '../platform/within-limit.ts';
import type { Task } from './schema.ts';
import { readTasks } from './store.ts';

const minute = 60_000;

/** The task library. */
export type Tasks = {
  /** All tasks of the version, held for ten minutes; unavailable where there are none or they cannot be read. */
  library(): Promise<Task[]>;
};

/** Reads the library of one version. */
export function createTasks(options: {
  firestore: () => Promise<Firestore>;
  version: string;
  clock?: Clock;
  /** How long reading may take. */
  limitMs?: number;
}): Tasks {
  const { firestore, version, clock = systemClock, limitMs = 3000 } = options;
  const cache = createCache<Task[]>({ name: 'tasks', ttlMs: 10 * minute, max: 1, clock });

  async function load(): Promise<Task[]> {
    const { tasks, broken } = await readTasks(await firestore(), version);
    if (broken.length > 0) log.error('tasks.broken', { version, tasks: broken });
    if (tasks.length === 0)
      throw new Error(`There are no tasks of version ${version}; npm run seed writes them.`);
    return tasks;
  }

  return {
    async library() {
      try {
        return (await cache.get(version, () => withinLimit(load(), limitMs))) ?? [];
      } catch (cause) {
        throw new AppError('unavailable', 'The task library cannot be read; try again later.', { cause });
      }
    },
  };
}

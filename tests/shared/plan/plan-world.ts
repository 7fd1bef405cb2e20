import { z } from 'zod';
import library from '../../../emulator-data/tasks.json' with { type: 'json' };
import { createPeople } from '../../../shared/person/index.ts';
import {
  createPlans,
  type Learning,
  learningOf,
  learningRef,
  planRef,
  type PlansOptions,
  type TaskChoiceRow,
  type TaskFeedbackRow,
} from '../../../shared/plan/index.ts';
import { profileRef } from '../../../shared/profile/index.ts';
import { createTasks, taskSchema, writeTasks } from '../../../shared/tasks/index.ts';
import { startServer } from '../../infra/local/firestore/start-server.ts';

const tasks = z.array(taskSchema).parse(library);
export const taskOf = (id: string) => tasks.find((task) => task.id === id)!;
export const day = 86_400_000;
/** A Monday, early in the morning. */
export const monday = Date.parse('2026-03-02T06:00:00Z');

export type PlanWorld = Awaited<ReturnType<typeof startPlanWorld>>;

/** Plans on a real store that knows the library, with a clock of one's own. */
export async function startPlanWorld() {
  const server = await startServer();
  const firestore = () => Promise.resolve(server.firestore);
  await writeTasks(server.firestore, tasks);
  const time = { now: monday };
  const clock = () => time.now;
  let made = 0;
  return {
    firestore: server.firestore,
    local: server.local,
    time,
    newcomer: () => `ann-${++made}`,
    /** One instance, with what it streamed. */
    instance(options: Partial<PlansOptions> & { version?: string } = {}) {
      const choices: [string, TaskChoiceRow][] = [];
      const feedbacks: [string, TaskFeedbackRow][] = [];
      const people = createPeople({ firestore, clock });
      const plans = createPlans({
        firestore,
        people,
        // By the machine's own clock: days pass in a moment, and the library stays.
        tasks: createTasks({ firestore, version: options.version ?? 'v1', limitMs: 60_000 }),
        settings: {
          dynamicPlans: true,
          adaptiveLearning: true,
          rotationHours: 48,
          thresholds: {
            discoveryMinDays: 7,
            discoveryMinTasks: 15,
            establishmentMinDays: 21,
            establishmentMinTasks: 40,
          },
        },
        choices: { push: (...row) => void choices.push(row) },
        feedbacks: { push: (...row) => void feedbacks.push(row) },
        clock,
        ...options,
      });
      const now = () => ({ receivedAt: time.now });
      return { plans, people, choices, feedbacks, now };
    },
    async learning(userId: string): Promise<Learning | undefined> {
      return learningOf(await learningRef(profileRef(server.firestore, userId)).get());
    },
    planRef: (userId: string, date: string) => planRef(profileRef(server.firestore, userId), date),
    stop: () => server.stop(),
  };
}

import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import library from '../../../emulator-data/tasks.json' with { type: 'json' };
import { createPeople } from '../../../shared/person/index.ts';
import { createPlans, learningOf, learningRef, planRef } from '../../../shared/plan/index.ts';
import { profileRef } from '../../../shared/profile/index.ts';
import { createTasks, taskSchema, writeTasks } from '../../../shared/tasks/index.ts';
import { connect } from '../firestore/connect.ts';

const firestore = connect();
const open = () => Promise.resolve(firestore);

/** One instance of what plans days. */
function instance() {
  return createPlans({
    firestore: open,
    people: createPeople({ firestore: open }),
    tasks: createTasks({ firestore: open, version: 'v1' }),
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
    choices: { push: () => undefined },
    feedbacks: { push: () => undefined },
  });
}

it('a day that two devices ask for and answer at once is one plan, each answer learned once', async () => {
  await writeTasks(firestore, taskSchema.array().parse(library));
  const ann = `ann-${randomUUID()}`;
  const receivedAt = Date.now();
  const asked = { receivedAt };
  const instances = [instance(), instance()] as const;
  const [plan, same] = await Promise.all(instances.map((plans) => plans.get(ann, asked)));
  expect(same).toEqual(plan);
  const tasks = plan?.tasks ?? [];
  const [first, ...rest] = tasks.map(({ taskId }, place) => ({
    feedbackId: `f${place}`,
    taskId,
    completed: place % 2 === 0,
  }));
  // Once only: transactions that meet wait for one another, in one of the judges for seconds.
  await Promise.all(instances.map((plans) => plans.feedback(ann, first!, asked)));
  for (const draft of rest) for (const plans of instances) await plans.feedback(ann, draft, asked);
  const person = profileRef(firestore, ann);
  const learning = learningOf(await learningRef(person).get());
  expect(learning?.completions).toBe(Math.ceil(tasks.length / 2));
  expect(Object.values(learning?.tasks ?? {})).toHaveLength(tasks.length);
  const again = await instances[0].get(ann, asked);
  expect(again.tasks.map(({ status }) => status)).toEqual(
    tasks.map((_, place) => (place % 2 === 0 ? 'done' : 'skipped')),
  );
  expect((await person.collection('feedback').get()).size).toBe(tasks.length);
  await instances[1].feedback(ann, { taskId: tasks[0]!.taskId, completed: false }, asked);
  expect(learningOf(await learningRef(person).get())?.completions).toBe(Math.ceil(tasks.length / 2) - 1);
  expect((await planRef(person, again.date).get()).get('tasks')).toHaveLength(tasks.length);
}, 120_000);

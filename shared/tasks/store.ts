import type { Firestore } from '@google-cloud/firestore';
import { type Task, taskSchema } from './schema.ts';

export const tasksCollection = 'tasks';

/** The tasks of a version, by id, and the ids of those that are not what a task must be. */
export async function readTasks(
  firestore: Firestore,
  version: string,
): Promise<{ tasks: Task[]; broken: string[] }> {
  const { docs } = await firestore.collection(tasksCollection).where('version', '==', version).get();
  const tasks: Task[] = [];
  const broken: string[] = [];
  for (const doc of docs) {
    const task = taskSchema.safeParse(doc.data());
    if (task.success) tasks.push(task.data);
    else broken.push(doc.id);
  }
  return { tasks, broken };
}

/** Writes the tasks into the library. */
export async function writeTasks(firestore: Firestore, tasks: readonly Task[]): Promise<void> {
  const batch = firestore.batch();
  for (const task of tasks) batch.set(firestore.collection(tasksCollection).doc(task.id), task);
  await batch.commit();
}

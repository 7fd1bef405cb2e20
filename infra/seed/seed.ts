import { readFile } from 'node:fs/promises';
import type { Firestore } from '@google-cloud/firestore';
import { z } from 'zod';
import {
  catalogDocument,
  importCatalog,
  productSchema,
  productsCollection,
} from '../../shared/catalog/index.ts';
import { createPeople } from '../../shared/person/index.ts';
import { profileEditSchema, usersCollection } from '../../shared/profile/index.ts';
import { countTasks, type Task, tasksCollection, taskSchema, writeTasks } from '../../shared/tasks/index.ts';

const personSchema = z.strictObject({
  userId: z.string().min(1),
  ...profileEditSchema.pick({ name: true, language: true, timezone: true }).required().shape,
});
type DemoPerson = z.output<typeof personSchema>;

/** A file of `emulator-data`, the collection that it fills, and how. */
type Source = {
  file: string;
  collection: string;
  isEmpty(firestore: Firestore): Promise<boolean>;
  write(firestore: Firestore, content: unknown, tell: Tell): Promise<number>;
};
type Tell = (line: string) => void;

const sources: readonly Source[] = [
  {
    file: 'people.json',
    collection: usersCollection,
    isEmpty: async (firestore) => (await firestore.collection(usersCollection).limit(1).get()).empty,
    write: (firestore, content) => writePeople(firestore, z.array(personSchema).parse(content)),
  },
  {
    file: 'catalog.json',
    collection: productsCollection,
    isEmpty: async (firestore) => !(await firestore.doc(catalogDocument).get()).exists,
    async write(firestore, content) {
      const products = z.array(productSchema).parse(content);
      await importCatalog({ firestore }, products);
      return products.length;
    },
  },
  {
    file: 'tasks.json',
    collection: tasksCollection,
    isEmpty: async (firestore) => (await firestore.collection(tasksCollection).limit(1).get()).empty,
    async write(firestore, content, tell) {
      const tasks = z.array(taskSchema).parse(content);
      await writeTasks(firestore, tasks);
      tellDistribution(tasks, tell);
      return tasks.length;
    },
  },
];

const folder = new URL('../../emulator-data/', import.meta.url);

/** Writes the demo data into what is there; with `onlyEmpty`, into empty collections alone. Tells how tasks are spread. */
export async function seed(
  firestore: Firestore,
  { onlyEmpty, tell = () => undefined }: { onlyEmpty: boolean; tell?: Tell },
): Promise<Record<string, number>> {
  const written: Record<string, number> = {};
  for (const { file, collection, isEmpty, write } of sources) {
    if (onlyEmpty && !(await isEmpty(firestore))) continue;
    const content: unknown = JSON.parse(await readFile(new URL(file, folder), 'utf8'));
    written[collection] = await write(firestore, content, tell);
  }
  return written;
}

/** Meets each as their first message would, so that a demo person lacks nothing that others have. */
async function writePeople(firestore: Firestore, entries: readonly DemoPerson[]): Promise<number> {
  const people = createPeople({ firestore: () => Promise.resolve(firestore) });
  for (const { userId, ...about } of entries) {
    await people.meet(userId, { receivedAt: Date.now() });
    await people.editProfile(userId, about);
  }
  return entries.length;
}

function tellDistribution(tasks: readonly Task[], tell: Tell): void {
  for (const [category, counted] of Object.entries(countTasks(tasks)))
    tell(`  ${category}: ${counted.tasks} tasks in ${counted.variationGroups} variation groups`);
}

import { readFile } from 'node:fs/promises';
import type { Firestore } from '@google-cloud/firestore';
import { z } from 'zod';
import { createPeople } from '../../shared/person/index.ts';
import { profileEditSchema, usersCollection } from '../../shared/profile/index.ts';

const personSchema = z.strictObject({
  userId: z.string().min(1),
  ...profileEditSchema.pick({ name: true, language: true, timezone: true }).required().shape,
});
type DemoPerson = z.output<typeof personSchema>;

/** What `emulator-data` holds: a file, the collection that it fills, and how. */
const sources = [
  { file: 'people.json', collection: usersCollection, schema: z.array(personSchema), write: writePeople },
] as const;

const folder = new URL('../../emulator-data/', import.meta.url);

/** Writes the demo data into what is there; with `onlyEmpty`, into empty collections alone. */
export async function seed(
  firestore: Firestore,
  options: { onlyEmpty: boolean },
): Promise<Record<string, number>> {
  const written: Record<string, number> = {};
  for (const { file, collection, schema, write } of sources) {
    if (options.onlyEmpty && !(await firestore.collection(collection).limit(1).get()).empty) continue;
    const entries = schema.parse(JSON.parse(await readFile(new URL(file, folder), 'utf8')));
    await write(firestore, entries);
    written[collection] = entries.length;
  }
  return written;
}

/** Meets each as their first message would, so that a demo person lacks nothing that others have. */
async function writePeople(firestore: Firestore, entries: readonly DemoPerson[]): Promise<void> {
  const people = createPeople({ firestore: () => Promise.resolve(firestore) });
  for (const { userId, ...about } of entries) {
    await people.meet(userId, { receivedAt: Date.now() });
    await people.editProfile(userId, about);
  }
}

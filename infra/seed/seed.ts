import { readFile } from 'node:fs/promises';
import type { Firestore } from '@google-cloud/firestore';
import { z } from 'zod';

/** What `emulator-data` holds: a file of documents, the collection they belong to, the field that names each. */
const sources = [
  {
    file: 'people.json',
    collection: 'users',
    idField: 'userId',
    schema: z.array(
      z.strictObject({
        userId: z.string().min(1),
        name: z.string().min(1),
        language: z.enum(['ru', 'en']),
        timezone: z
          .string()
          .refine((zone) => Intl.supportedValuesOf('timeZone').includes(zone), 'not an IANA time zone'),
      }),
    ),
  },
] as const;

const folder = new URL('../../emulator-data/', import.meta.url);

/** Writes the demo documents, merged into what is there; with `onlyEmpty`, into empty collections alone. */
export async function seed(
  firestore: Firestore,
  options: { onlyEmpty: boolean },
): Promise<Record<string, number>> {
  const written: Record<string, number> = {};
  for (const { file, collection, idField, schema } of sources) {
    const target = firestore.collection(collection);
    if (options.onlyEmpty && !(await target.limit(1).get()).empty) continue;
    const documents = schema.parse(JSON.parse(await readFile(new URL(file, folder), 'utf8')));
    const writer = firestore.bulkWriter();
    const writes = documents.map((document) =>
      writer.set(target.doc(document[idField]), document, { merge: true }),
    );
    await Promise.all([...writes, writer.close()]);
    written[collection] = documents.length;
  }
  return written;
}

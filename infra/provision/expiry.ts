import { readFileSync } from 'node:fs';
import type { v1 } from '@google-cloud/firestore-api';
import { z } from 'zod';
import type { Change } from './change.ts';

const overridesSchema = z.object({
  fieldOverrides: z.array(
    z.object({ collectionGroup: z.string(), fieldPath: z.string(), ttl: z.boolean().optional() }),
  ),
});

const file = new URL('../firestore.indexes.json', import.meta.url);
const unimplemented = 12;

type Admin = v1.FirestoreAdminClient;

/** The TTL policies that `firestore.indexes.json` declares. */
export async function expiryChanges(admin: Admin, project: string): Promise<Change[]> {
  const { fieldOverrides } = overridesSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const changes: Change[] = [];
  for (const { collectionGroup, fieldPath, ttl } of fieldOverrides) {
    if (!ttl) continue;
    const name = `projects/${project}/databases/(default)/collectionGroups/${collectionGroup}/fields/${fieldPath}`;
    const supported = await admin.getField({ name }).then(
      ([field]) => ({ declared: Boolean(field.ttlConfig) }),
      (cause: unknown) => {
        // Google's emulator has no TTL policies; reads check expireAt all the same.
        if ((cause as { code?: unknown }).code === unimplemented) return { declared: true };
        throw cause;
      },
    );
    if (supported.declared) continue;
    changes.push({
      sign: '+',
      resource: `expiry ${collectionGroup}.${fieldPath}`,
      apply: () =>
        admin.updateField({ field: { name, ttlConfig: {} }, updateMask: { paths: ['ttl_config'] } }),
    });
  }
  return changes;
}

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { protos } from '@google-cloud/firestore-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFirestore, type LocalFirestore } from '../../../../infra/local/firestore/index.ts';
import { openStore, type Store } from '../../../../infra/local/store.ts';
import { firestoreClients } from './firestore-clients.ts';

const { Field, OperationState } = protos.google.firestore.admin.v1;
const INVALID = { code: 3 };
const MISSING = { code: 5 };
const FAILED_PRECONDITION = { code: 9 };
const UNIMPLEMENTED = { code: 12 };
const database = 'projects/demo/databases/(default)';
const fieldOf = (kind: string, path = 'expireAt') => `${database}/collectionGroups/${kind}/fields/${path}`;

let file: string;
let store: Store;
let server: LocalFirestore;
let clients: ReturnType<typeof firestoreClients>;

async function start() {
  store = openStore(file);
  server = await startFirestore({ store });
  clients = firestoreClients(server.host);
}
async function stop() {
  await clients.close();
  await server.close();
  await store.close();
}
async function update(name: string, ttlConfig: object | null, paths: string[] | null = ['ttl_config']) {
  const [operation] = await clients.admin.updateField({
    field: { name, ...(ttlConfig && { ttlConfig }) },
    ...(paths && { updateMask: { paths } }),
  });
  const [field, metadata] = await operation.promise();
  return { field, metadata, operation };
}
async function listed(parent = `${database}/collectionGroups/-`) {
  const [fields] = await clients.admin.listFields({ parent, filter: 'ttlConfig:*' });
  return fields.map(({ name }) => name);
}

beforeEach(async () => {
  file = join(mkdtempSync(join(tmpdir(), 'butler-admin-')), 'butler.db');
  await start();
});
afterEach(stop);

describe('TTL policies of the local Firestore', () => {
  it('a field without a policy is told as such', async () => {
    const [field] = await clients.admin.getField({ name: fieldOf('seen') });
    expect(field).toMatchObject({ name: fieldOf('seen'), ttlConfig: null });
  });

  it('a declared policy is active at once, its operation done', async () => {
    const { field, metadata } = await update(fieldOf('seen'), {});
    expect(field).toMatchObject({
      name: fieldOf('seen'),
      ttlConfig: { state: Field.TtlConfig.State.ACTIVE },
    });
    expect(metadata).toMatchObject({ field: fieldOf('seen'), state: OperationState.SUCCESSFUL });
    const [told] = await clients.admin.getField({ name: fieldOf('seen') });
    expect(told.ttlConfig).toMatchObject({ state: 'ACTIVE', expirationOffset: null });
  });

  it('an operation can be asked for by its name', async () => {
    const { operation } = await update(fieldOf('seen'), {});
    const found = await clients.admin.checkUpdateFieldProgress(operation.name ?? '');
    expect([found.done, found.result]).toMatchObject([true, { name: fieldOf('seen') }]);
    await expect(clients.admin.checkUpdateFieldProgress(`${database}/operations/none`)).rejects.toMatchObject(
      MISSING,
    );
  });

  it('declaring twice, clearing and clearing twice all succeed', async () => {
    await update(fieldOf('seen'), {});
    await update(fieldOf('seen'), { expirationOffset: { seconds: 60 } });
    const [field] = await clients.admin.getField({ name: fieldOf('seen') });
    expect(Number(field.ttlConfig?.expirationOffset?.seconds)).toBe(60);
    await update(fieldOf('seen'), null);
    const { field: cleared } = await update(fieldOf('seen'), null);
    expect(cleared).toMatchObject({ ttlConfig: null });
    expect(await listed()).toEqual([]);
  });

  it('an update without a mask sets the policy, or clears it', async () => {
    await update(fieldOf('seen'), {}, null);
    expect(await listed()).toEqual([fieldOf('seen')]);
    await update(fieldOf('seen'), null, null);
    expect(await listed()).toEqual([]);
  });

  it('policies are listed for one group or all, in pages, and per database', async () => {
    await update(fieldOf('seen'), {});
    await update(fieldOf('archive', 'at.end'), {});
    await update(fieldOf('jobs').replace('demo', 'other'), {});
    const all = [fieldOf('archive', 'at.end'), fieldOf('seen')];
    expect(await listed()).toEqual(all);
    const page = async (pageToken: string) => {
      const request = {
        parent: `${database}/collectionGroups/-`,
        filter: 'ttlConfig:*',
        pageSize: 1,
        pageToken,
      };
      const [fields, , response] = await clients.admin.listFields(request, { autoPaginate: false });
      return { names: fields.map(({ name }) => name), next: response.nextPageToken ?? '' };
    };
    const first = await page('');
    expect(first.names).toEqual(all.slice(0, 1));
    expect(await page(first.next)).toEqual({ names: all.slice(1), next: '' });
    expect(await listed(`${database}/collectionGroups/seen`)).toEqual([fieldOf('seen')]);
  });

  it('policies outlast a restart', async () => {
    await update(fieldOf('seen'), { expirationOffset: { seconds: 5 } });
    await stop();
    await start();
    const [field] = await clients.admin.getField({ name: fieldOf('seen') });
    expect(Number(field.ttlConfig?.expirationOffset?.seconds)).toBe(5);
  });

  it('a field has one name however it is quoted', async () => {
    await update(fieldOf('seen', '`expireAt`'), {});
    expect(await listed()).toEqual([fieldOf('seen')]);
  });

  it('a second TTL field in a group is refused', async () => {
    await update(fieldOf('seen'), {});
    await expect(update(fieldOf('seen', 'endsAt'), {})).rejects.toMatchObject(FAILED_PRECONDITION);
    expect(await listed()).toEqual([fieldOf('seen')]);
  });

  it.each([
    ['projects/demo/databases/(default)/collectionGroups/seen', {}],
    ['projects/demo/collectionGroups/seen/fields/expireAt', {}],
    [fieldOf('__seen__'), {}],
    [fieldOf('seen', 'a..b'), {}],
    [fieldOf('seen', '*'), {}],
    [fieldOf('__default__', 'expireAt'), {}],
    [fieldOf('seen'), { expirationOffset: { seconds: -1 } }],
    [fieldOf('seen'), { expirationOffset: { seconds: 1, nanos: 1 } }],
    [fieldOf('seen'), { expirationOffset: { seconds: 2_147_483_648 } }],
  ])('a policy for %s with %o is INVALID_ARGUMENT', async (name, ttlConfig) => {
    await expect(update(name, ttlConfig)).rejects.toMatchObject(INVALID);
  });

  it('a mask that names no part of a field is INVALID_ARGUMENT', async () => {
    await expect(update(fieldOf('seen'), {}, ['ttlconfig'])).rejects.toMatchObject(INVALID);
  });

  it('what is not served is UNIMPLEMENTED in a sentence', async () => {
    const name = fieldOf('seen');
    const indexChange = {
      field: { name, indexConfig: { indexes: [] } },
      updateMask: { paths: ['index_config'] },
    };
    await expect(clients.admin.updateField(indexChange)).rejects.toMatchObject({
      ...UNIMPLEMENTED,
      details: expect.stringContaining('firestore.indexes.json') as string,
    });
    await expect(clients.admin.updateField({ field: indexChange.field })).rejects.toMatchObject(
      UNIMPLEMENTED,
    );
    await expect(
      clients.admin.listFields({
        parent: `${database}/collectionGroups/-`,
        filter: 'indexConfig.usesAncestorConfig:false',
      }),
    ).rejects.toMatchObject(UNIMPLEMENTED);
    await expect(clients.admin.getDatabase({ name: database })).rejects.toMatchObject(UNIMPLEMENTED);
  });
});

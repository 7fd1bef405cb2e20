import { Firestore } from '@google-cloud/firestore';
import {
  startFirestore,
  type FirestoreOptions,
  type LocalFirestore,
} from '../../../../infra/local/firestore/index.ts';
import { openStore } from '../../../../infra/local/store.ts';

export type Server = { local: LocalFirestore; firestore: Firestore; stop(): Promise<void> };

/** A local Firestore and the real client on it; a store of one's own outlives it. */
export async function startServer(options: Partial<FirestoreOptions> = {}): Promise<Server> {
  const store = options.store ?? openStore(':memory:');
  const local = await startFirestore({ ...options, store });
  const [host = '', port = ''] = local.host.split(':');
  const firestore = new Firestore({
    projectId: 'demo',
    host,
    port: Number(port),
    ssl: false,
    customHeaders: { Authorization: 'Bearer owner' },
  });
  return {
    local,
    firestore,
    async stop() {
      await firestore.terminate();
      await local.close();
      if (!options.store) await store.close();
    },
  };
}

import { startFirestore } from '../../../infra/local/firestore/index.ts';
import { openStore } from '../../../infra/local/store.ts';
import { Firestore } from '@google-cloud/firestore';
import { PassThroughClient } from 'google-auth-library';

/** A local Firestore, and as many clients on it as there are instances. */
export async function startStores() {
  const store = openStore(':memory:');
  const service = await startFirestore({ store });
  const [host = '', port = ''] = service.host.split(':');
  const clients: Firestore[] = [];
  const open = () => {
    const authClient = new PassThroughClient();
    const client = new Firestore({
      projectId: 'demo-butler',
      host,
      port: Number(port),
      ssl: false,
      authClient,
    });
    clients.push(client);
    return client;
  };
  return {
    host,
    port,
    open,
    async close() {
      await Promise.all(clients.map((client) => client.terminate()));
      await service.close();
      await store.close();
    },
  };
}

import { Firestore } from '@google-cloud/firestore';
import { v1 } from '@google-cloud/firestore-api';
import { credentials } from '@grpc/grpc-js';
import { GoogleAuth, PassThroughClient } from 'google-auth-library';

/** The real clients of a local Firestore, which look for no credentials. */
export function firestoreClients(at: string, projectId = 'demo') {
  const [host = '', port = ''] = at.split(':');
  const authClient = new PassThroughClient();
  const firestore = new Firestore({ projectId, host, port: Number(port), ssl: false, authClient });
  const admin = new v1.FirestoreAdminClient({
    projectId,
    servicePath: host,
    port: Number(port),
    sslCreds: credentials.createInsecure(),
    auth: new GoogleAuth({ authClient }),
  });
  return { firestore, admin, close: () => Promise.all([firestore.terminate(), admin.close()]) };
}

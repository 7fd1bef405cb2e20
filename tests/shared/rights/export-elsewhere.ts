import { Firestore } from '@google-cloud/firestore';
import { PassThroughClient } from 'google-auth-library';
import { createRights } from '../../../shared/rights/index.ts';

// Started by the export test as a process of its own, with little memory.
const [host = '', port = '', userId = ''] = process.argv.slice(2);
const authClient = new PassThroughClient();
const firestore = new Firestore({
  projectId: 'demo-butler',
  host,
  port: Number(port),
  ssl: false,
  authClient,
});
let bytes = 0;
let pieces = 0;
for await (const piece of createRights({ firestore: () => Promise.resolve(firestore) }).export(userId)) {
  bytes += Buffer.byteLength(piece);
  pieces += 1;
}
await firestore.terminate();
process.stdout.write(JSON.stringify({ bytes, pieces }));

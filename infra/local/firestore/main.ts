import { openStore } from '../store.ts';
import { startFirestore } from './index.ts';

const [file = ':memory:', port = '0'] = process.argv.slice(2);
const store = openStore(file);
const firestore = await startFirestore({ store, port: Number(port) });
console.log(JSON.stringify({ host: firestore.host }));

process.once('SIGTERM', () => {
  void firestore.close().then(() => store.close());
});

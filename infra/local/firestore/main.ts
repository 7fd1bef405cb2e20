import { enableCompileCache, flushCompileCache } from 'node:module';
import { setFlagsFromString } from 'node:v8';

// Stripping types takes longer than everything else at start, so from the second start on its result is found again.
enableCompileCache();
const { openStore } = await import('../store.ts');
const { startFirestore } = await import('./index.ts');

const [file = ':memory:', port = '0'] = process.argv.slice(2);
const store = openStore(file);
const firestore = await startFirestore({ store, port: Number(port) });
console.log(JSON.stringify({ host: firestore.host }));
flushCompileCache();
// The young generation stays as small as it started: growing, it would take ten times what the documents take.
setFlagsFromString('--semi-space-growth-factor=1');

process.once('SIGTERM', () => {
  void firestore.close().then(() => store.close());
});

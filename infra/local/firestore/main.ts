import { enableCompileCache, flushCompileCache } from 'node:module';

// Stripping types takes longer than everything else at start, so from the second start on its result is found again.
enableCompileCache();
const { openStore } = await import('../store.ts');
const { startFirestore } = await import('./index.ts');

const [file = ':memory:', port = '0'] = process.argv.slice(2);
const store = openStore(file);
const firestore = await startFirestore({ store, port: Number(port) });
console.log(JSON.stringify({ host: firestore.host }));
flushCompileCache();

process.once('SIGTERM', () => {
  void firestore.close().then(() => store.close());
});

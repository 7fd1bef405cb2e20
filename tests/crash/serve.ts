import { startFirestore } from '../../infra/local/firestore/index.ts';
import { startPubSub } from '../../infra/local/pubsub/index.ts';
import { openStore } from '../../infra/local/store.ts';
import type { Store } from '../../infra/local/store.ts';

const [file = '', when = 'durable'] = process.argv.slice(2);
const opened = openStore(file);
const store = when === 'early' ? acknowledgeEarly(opened) : opened;
const [firestore, pubsub] = [await startFirestore({ store }), await startPubSub({ store })];
process.stdout.write(`${JSON.stringify({ firestore: firestore.host, pubsub: pubsub.host })}\n`);

/** A store with the fault that the crash test must find: it says yes first and writes a little later. */
function acknowledgeEarly({ db, close }: Store): Store {
  return {
    db,
    close,
    flushed: () => Promise.resolve(),
    write(change) {
      if (!db.isTransaction) {
        db.exec('BEGIN IMMEDIATE');
        setTimeout(() => db.exec('COMMIT'), 100);
      }
      return Promise.resolve().then(() => change(db));
    },
  };
}
